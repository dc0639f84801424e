"""Files and YAML nodes with their positions, and mistakes of syntax."""
