"""A greeting service in miniature."""

VERSION = "1.0.0"
