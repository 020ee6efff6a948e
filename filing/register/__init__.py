"""The register 登记簿: versions that never change, a log that shows every change, and who may do what."""
