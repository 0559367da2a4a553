import { CONVERSION_RULES, type ConversionRule } from './conversion/conversion-rules.ts';
import { type SettingKind, type SettingNode, type SettingScope, settingNodes } from './setting-nodes.ts';
import type { ChoiceList } from './setting-texts.ts';

/** Raised when a reader of an older document could misunderstand a newer one. */
export const SETTINGS_DOCUMENT_FORMAT = 1;

/**
 * The settings tree as JSON: all a host needs to build its settings models and to convert stored overrides, in a form
 * without any meaning of ftrack. Equal trees give equal text.
 *
 * The models of a host accept every value of the right kind: `limits` and `choices` are for the form. A value that no
 * choice lists or that lies outside the limits is stored as it is; the services use the default in its place and say so.
 */
export interface SettingsDocument {
  format: typeof SETTINGS_DOCUMENT_FORMAT;
  /** Name of the model of the whole tree. */
  root: string;
  /** By name; a model is used in one place, so the defaults of its fields are those of that place. */
  models: Record<string, SettingsModel>;
  /**
   * How stored overrides of older versions become overrides of this one, applied in this order. After the rules, what no
   * field has a place for, and what is not of the kind of its field, is moved to the field `unconverted` of the root; a
   * row with such a value is moved whole. A whole number is an `integer` however it is written, `true` is none.
   */
  conversion: readonly ConversionRule[];
}

export interface SettingsModel {
  title: string;
  /** Markdown; its first line stands under the title. */
  description?: string;
  /** An override replaces the whole object. */
  whole?: true;
  layout?: 'expanded' | 'compact';
  fields: SettingsField[];
}

export interface SettingsField {
  name: string;
  type: SettingKind;
  /** Of `group` and `rows`: name of the model of the object or of each row. */
  model?: string;
  /** Of all but `group`, whose default follows from its model. */
  default?: unknown;
  title: string;
  description?: string;
  /** Levels of the form that show the field; on none the value is kept unseen. */
  scope: readonly SettingScope[];
  section?: string;
  widget?: 'textarea' | 'time';
  syntax?: 'json';
  /** The values to offer, or the name of a list that AYON has. */
  choices?: { value: string; label: string }[] | ChoiceList;
  /** The value names the field beside it that is in use; the others of `choices` are not shown. */
  chooses?: true;
  limits?: { minimum?: number; maximum?: number };
  /** Of `rows`: no two rows have the same value in this field. Later ones are left out by the services. */
  unique?: string;
}

/** The document of the tree as it is now. */
export function buildSettingsDocument(): SettingsDocument {
  const root = settingNodes();
  const models: Record<string, SettingsModel> = {};
  addModel(models, root);
  return { format: SETTINGS_DOCUMENT_FORMAT, root: modelName(root), models, conversion: CONVERSION_RULES };
}

function addModel(models: Record<string, SettingsModel>, node: SettingNode): void {
  const { title, description, whole, layout } = node.text;
  models[modelName(node)] = {
    title,
    ...(description !== undefined && node.kind === 'group' && { description }),
    ...(whole === true && { whole }),
    ...(layout !== undefined && { layout }),
    fields: node.children.map(fieldOf),
  };
  for (const child of node.children) if (hasModel(child)) addModel(models, child);
}

function fieldOf(node: SettingNode): SettingsField {
  const { title, description, section, widget, syntax, chooses, unique } = node.text;
  const choices = offeredBy(node);
  const { minimum, maximum } = node;
  return {
    name: node.key,
    type: node.kind,
    ...(hasModel(node) && { model: modelName(node) }),
    ...(node.kind !== 'group' && { default: node.defaultValue }),
    title,
    ...(description !== undefined && { description }),
    scope: node.scope,
    ...(section !== undefined && { section }),
    ...(widget !== undefined && { widget }),
    ...(syntax !== undefined && { syntax }),
    ...(choices !== undefined && { choices }),
    ...(chooses === true && { chooses }),
    ...((minimum !== null || maximum !== null) && {
      limits: { ...(minimum !== null && { minimum }), ...(maximum !== null && { maximum }) },
    }),
    ...(unique !== undefined && { unique }),
  };
}

function offeredBy({ choices, text }: SettingNode): SettingsField['choices'] | undefined {
  if (text.choicesFrom !== undefined) return text.choicesFrom;
  return choices?.map((value) => ({ value, label: text.labels?.[value] ?? value }));
}

function hasModel(node: SettingNode): boolean {
  return node.kind === 'group' || node.kind === 'rows';
}

/** Unlike every other: AYON tells models apart by their name alone. */
function modelName({ path, kind }: SettingNode): string {
  const words = path.split(/[^a-zA-Z0-9]+/).filter((word) => word !== '');
  const name = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return `Ftrack${name}${kind === 'rows' ? 'Row' : 'Settings'}`;
}
