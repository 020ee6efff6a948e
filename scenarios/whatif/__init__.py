"""What if: plan the base and each scenario, live through both with the same calls, and compare."""
