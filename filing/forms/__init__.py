"""The forms that go out: the filing form, duty cards, calendars, the sheet on the wall, the centre's view."""
