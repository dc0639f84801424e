"""The family of calendar programs that a client belongs to, by its User-Agent.

Browsers and unknown programs are `other`. A name may be anywhere in the header, because programs put the
system, its version or another program's name before their own.
"""

from __future__ import annotations

from functools import lru_cache

from scheduler.state.polls import Family

# Seen in access logs and issues:
# google       Google-Calendar-Importer  (github.com/aaronpk/Meetable/issues/138)
# apple        iOS/11.0 (15A372) dataaccessd/1.0  (edjopato.de/post/2017/10/04-ics-caching)
#              macOS/13.0 (22A380) dataaccessd/1.0, Mac+OS+X/10.10 (14A389) CalendarAgent/315,
#              CalendarStore/5.0 (1127); iCal/5.0 (1535); Mac OS X/10.7.1 (11B26)
#              (github.com/tine20/tine20/issues/7407)
# outlook      Microsoft Office/15.0 (Windows NT 6.1; Microsoft Outlook 15.0.4859; Pro): on a desktop
#              Mozilla/4.0 (compatible; …; Microsoft Outlook 16.0.5257; ms-office; MSOffice 16)
#              (github.com/shon/httpagentparser/issues/91)
#              Microsoft Exchange (Windows NT 10.0), Microsoft.Exchange/15.20 (Windows NT 10.0; …): its
#              servers, for Outlook on the web and the new Outlook
# thunderbird  Mozilla/5.0 (…; rv:78.0) Gecko/20100101 Thunderbird/78.1.0, before that with Lightning/5.4
#              (github.com/tine20/tine20/issues/7198)
# nextcloud    Nextcloud Webcal Service, before that Nextcloud Webcal Crawler
#              (github.com/nextcloud/calendar/issues/4232)
_NAMES: tuple[tuple[bytes, Family], ...] = (
    (b"Google-Calendar-Importer", "google"),
    (b"dataaccessd", "apple"),
    (b"Outlook", "outlook"),
    (b"Exchange", "outlook"),
    (b"Thunderbird", "thunderbird"),
    (b"Nextcloud", "nextcloud"),
    (b"CalendarAgent", "apple"),
    (b"CalendarStore", "apple"),
    (b"remindd/", "apple"),
    (b"Lightning/", "thunderbird"),
)
_LONGEST = 512
_CACHED = 256


@lru_cache(_CACHED)
def client_family(user_agent: bytes) -> Family:
    """Returns the family of the client with this User-Agent.

    Clients repeat the same few values, so the results are cached. `app` cuts a long header.
    """
    beginning = user_agent[:_LONGEST]
    for name, family in _NAMES:
        if name in beginning:
            return family
    return "other"
