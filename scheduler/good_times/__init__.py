"""Proposals to the secretariat: good times, and who carries the bad ones. Advice changes nothing."""
