"""qinwu (勤务): plan and steer a city's traffic police."""

__version__ = "0.1.0"
