"""Forms that actions show."""

from ayon_server.forms.simple_form import FormSelectOption, SimpleForm

__all__ = ["FormSelectOption", "SimpleForm"]
