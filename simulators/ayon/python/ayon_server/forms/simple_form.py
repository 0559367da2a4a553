"""A form as a list of its fields."""

from typing import Any, TypedDict


class FormSelectOption(TypedDict, total=False):
    """One choice of a select field."""

    value: str
    label: str
    icon: str
    color: str
    badges: list[Any]


class SimpleForm(list[dict[str, Any]]):
    """Fields are added by kind; each call returns the form. What is None is left out."""

    def _add(self, kind: str, name: str, label: str | None, **extras: Any) -> "SimpleForm":
        given = {"label": label, **extras}
        self.append({"type": kind, "name": name, **{key: value for key, value in given.items() if value is not None}})
        return self

    def label(self, text: str, *, highlight: str | None = None, name: str | None = None) -> "SimpleForm":
        name = name or f"label_{len(self)}"
        field = {"type": "label", "name": name, "label": text, "value": text}
        self.append(field | ({"highlight": highlight} if highlight else {}))
        return self

    def text(self, name: str, label: str | None = None, **extras: Any) -> "SimpleForm":
        return self._add("text", name, label, **extras)

    def boolean(self, name: str, label: str | None = None, **extras: Any) -> "SimpleForm":
        return self._add("boolean", name, label, **extras)

    def select(self, name: str, options: list[Any], label: str | None = None, **extras: Any) -> "SimpleForm":
        return self._add("select", name, label, options=_options(options), **extras)

    def multiselect(self, name: str, options: list[Any], label: str | None = None, **extras: Any) -> "SimpleForm":
        return self._add("multiselect", name, label, options=_options(options), **extras)

    def hidden(self, name: str, value: Any = None, **extras: Any) -> "SimpleForm":
        return self._add("hidden", name, None, value=value, **extras)

    def integer(self, name: str, label: str | None = None, **extras: Any) -> "SimpleForm":
        return self._add("integer", name, label, **extras)

    def float(self, name: str, label: str | None = None, **extras: Any) -> "SimpleForm":
        return self._add("float", name, label, **extras)

    def file(self, name: str, label: str | None = None, **extras: Any) -> "SimpleForm":
        return self._add("file", name, label, **extras)


def _options(options: list[Any]) -> list[Any]:
    return [{"value": option, "label": option} if isinstance(option, str) else option for option in options]
