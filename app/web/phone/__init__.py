"""The phone pages (`/m/…`): a resident's, a deputy's and a staff member's, opened from a chat by a signed link."""
