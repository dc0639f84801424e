"""From the parts of the text to a programme: what they mean together.

Here references are followed, ranges and clocks are judged, and the values of `scheduler.programme` are
made. Nothing here knows lines and columns; each problem carries the path of its field.
"""
