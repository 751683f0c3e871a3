"""From photos of business cards to contacts and next-day follow-up drafts, on your own machine."""

__version__ = "0.1.0"
