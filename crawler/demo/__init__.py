"""The demo counties: a loopback web of fictional county sites whose every article is known in advance.

``articles`` are the texts, ``families`` and ``templates`` render them as the big county CMS do, ``damage`` and ``spam``
turn them into hijacked clones, ``world`` decides what each address answers, ``server`` answers, ``truth`` knows what a
crawl must bring home and ``declare`` writes the site declarations for it.
"""
