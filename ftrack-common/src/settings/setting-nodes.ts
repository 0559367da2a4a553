import * as z from 'zod';
import { settingTexts, type SettingText } from './setting-texts.ts';
import { ftrackSettings } from './settings-tree.ts';

/** What a value is. `strings` is a list of texts, `group` an object of named settings, `rows` a list of such objects. */
export type SettingKind = 'boolean' | 'string' | 'integer' | 'number' | 'strings' | 'group' | 'rows';

export type SettingScope = 'studio' | 'project';

/** One key of the settings tree, or one key of the rows of a list. */
export interface SettingNode {
  readonly key: string;
  /** Keys joined by `/`; a key of rows follows `[]`, as in `post_launch_hook/mapping[]/name`. The root is ''. */
  readonly path: string;
  readonly kind: SettingKind;
  readonly text: SettingText;
  /** Where the form shows the key: what the groups around it say counts for it too. Empty for a hidden key. */
  readonly scope: readonly SettingScope[];
  /** The value without any override; undefined for groups. */
  readonly defaultValue: unknown;
  /** The values of a closed choice. */
  readonly choices: readonly string[] | null;
  readonly minimum: number | null;
  readonly maximum: number | null;
  /** Keys of a group or of the rows of a list. */
  readonly children: readonly SettingNode[];
}

/** The settings tree as data. */
export function settingNodes(): SettingNode {
  return describe(ftrackSettings, { key: '', path: '', scope: ['studio', 'project'] });
}

/** A node and all below it, in the order of the form. */
export function* eachNode(node: SettingNode): Generator<SettingNode> {
  yield node;
  for (const child of node.children) yield* eachNode(child);
}

type Position = Pick<SettingNode, 'key' | 'path' | 'scope'>;

function describe(schema: z.core.$ZodType, position: Position): SettingNode {
  const text = settingTexts.get(schema) ?? { title: position.key };
  const inner = schema instanceof z.ZodDefault ? (schema.unwrap() as z.core.$ZodType) : schema;
  const kind = kindOf(inner);
  const here = { ...position, scope: narrow(position.scope, text) };
  const members = kind === 'rows' && inner instanceof z.ZodArray ? inner.element : inner;
  const inside = kind === 'rows' ? `${here.path}[]` : here.path;
  const shape = members instanceof z.ZodObject ? members.shape : {};
  return {
    ...here,
    kind,
    text: kind === 'rows' ? { ...rowText(members), ...text } : text,
    defaultValue: kind === 'group' ? undefined : defaultOf(schema, kind),
    choices: choicesOf(inner),
    ...limitsOf(inner),
    children: Object.entries(shape).map(([key, child]) =>
      describe(child, { key, path: inside === '' ? key : `${inside}/${key}`, scope: here.scope }),
    ),
  };
}

/** How a row is drawn is said at the row. */
function rowText(row: z.core.$ZodType): Pick<SettingText, 'layout'> {
  const layout = settingTexts.get(row)?.layout;
  return layout === undefined ? {} : { layout };
}

function narrow(scope: readonly SettingScope[], text: SettingText): readonly SettingScope[] {
  if (text.hidden === true) return [];
  return text.studioOnly === true ? scope.filter((one) => one === 'studio') : scope;
}

function kindOf(schema: z.core.$ZodType): SettingKind {
  if (schema instanceof z.ZodObject) return 'group';
  if (schema instanceof z.ZodArray) return schema.element instanceof z.ZodObject ? 'rows' : 'strings';
  if (schema instanceof z.ZodBoolean) return 'boolean';
  if (schema instanceof z.ZodNumber) return schema.format === 'safeint' ? 'integer' : 'number';
  return 'string';
}

const EMPTY: Readonly<Record<Exclude<SettingKind, 'group'>, unknown>> = {
  boolean: false,
  string: '',
  integer: 0,
  number: 0,
  strings: [],
  rows: [],
};

function defaultOf(schema: z.core.$ZodType, kind: Exclude<SettingKind, 'group'>): unknown {
  return schema instanceof z.ZodDefault ? z.parse(schema, undefined) : EMPTY[kind];
}

function choicesOf(schema: z.core.$ZodType): readonly string[] | null {
  if (schema instanceof z.ZodArray) return choicesOf(schema.element);
  return schema instanceof z.ZodEnum ? schema.options.map(String) : null;
}

function limitsOf(schema: z.core.$ZodType): Pick<SettingNode, 'minimum' | 'maximum'> {
  if (!(schema instanceof z.ZodNumber)) return { minimum: null, maximum: null };
  return { minimum: limit(schema.minValue), maximum: limit(schema.maxValue) };
}

/** Whole numbers are limited by what a computer can count exactly; that is no limit of ours. */
function limit(value: number | null): number | null {
  return value !== null && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : null;
}
