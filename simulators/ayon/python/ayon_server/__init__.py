"""What the Python part of an addon finds as `ayon_server` inside the simulator: names and behaviour that addons rely
on, written from the server's public contract. Nothing here knows a particular addon."""

__version__ = "1.16.0"
