"""Settings models of addons."""

from ayon_server.settings.common import (
    BaseSettingsModel,
    MultiplatformPathListModel,
    MultiplatformPathModel,
    ensure_unique_names,
    normalize_name,
)
from ayon_server.settings.enum import (
    EnumItem,
    addon_all_app_host_names_enum,
    addons_enum,
    anatomy_presets_enum,
    anatomy_template_items_enum,
    attributes_enum,
    folder_types_enum,
    link_types_enum,
    product_types_enum,
    secrets_enum,
    task_types_enum,
)
from ayon_server.settings.settings_field import SettingsField

__all__ = [
    "BaseSettingsModel", "EnumItem", "MultiplatformPathListModel", "MultiplatformPathModel", "SettingsField",
    "addon_all_app_host_names_enum", "addons_enum", "anatomy_presets_enum", "anatomy_template_items_enum",
    "attributes_enum", "ensure_unique_names", "folder_types_enum", "link_types_enum", "normalize_name",
    "product_types_enum", "secrets_enum", "task_types_enum",
]
