import { eachNode, type SettingNode, settingNodes } from './setting-nodes.ts';
import type { ChoiceList } from './setting-texts.ts';

/** One key of the settings, as a reference tells of it. */
export interface SettingEntry {
  path: string;
  /** The way through the form, like `Service settings > ftrack API key`. */
  place: string;
  description: string;
  /** `studio` when a project cannot override it; `hidden` when what it controls does not exist yet. */
  scope: 'studio' | 'project' | 'hidden';
  default: unknown;
}

/** Every key with a value of its own, in the order of the form. Keys of rows belong to their list. */
export function listSettings(): SettingEntry[] {
  return entriesOf(settingNodes(), []);
}

function entriesOf(node: SettingNode, titles: readonly string[]): SettingEntry[] {
  if (node.kind === 'group') {
    return node.children.flatMap((child) => entriesOf(child, [...titles, child.text.title]));
  }
  const { path, text, scope, defaultValue } = node;
  const level = scope.length === 0 ? 'hidden' : scope.includes('project') ? 'project' : 'studio';
  const description = text.description ?? '';
  return [{ path, place: titles.join(' > '), description, scope: level, default: defaultValue }];
}

const INTRODUCTION = `# Settings

Every setting of the addon, as found in AYON under *Studio Settings > Studio settings > ftrack* and *Projects Settings > Project settings > ftrack*.
*Studio* settings have one value; a project can override the others. This page is made from the definition of the settings: \`npm run -s cli -- settings show --markdown\`.
`;

const NOT_YET = `## Kept for later

What these settings control does not exist in this version. No form shows them; values stored by an older version of the addon are kept.
`;

/** The settings as a page of Markdown: those in use by group, then the keys that are only kept. */
export function settingsReference(): string {
  const root = settingNodes();
  const groups = [...eachNode(root)].filter(({ kind, path }) => kind === 'group' && depthOf(path) <= DEEPEST);
  return [
    INTRODUCTION,
    ...groups.map((group) => section(group, placeOf(root, group.path))),
    NOT_YET,
    ...[...eachNode(root)].flatMap(hiddenIn),
    '',
  ]
    .filter((part) => part !== null)
    .join('\n');
}

/** The keys of a group that no form shows, as one point of a list; those of the root one by one. */
function hiddenIn(group: SettingNode): string[] {
  const hidden = group.children.filter(({ kind, scope }) => kind !== 'group' && scope.length === 0);
  if (group.kind !== 'group' || hidden.length === 0) return [];
  if (group.path === '') return hidden.map((node) => point(node.path, node.text.description));
  const keys = hidden.map(({ key }) => `\`${key}\``).join(', ');
  const about = group.scope.length === 0 ? group.text.description : undefined;
  return [`${point(group.path, about)} ${keys}`];
}

function point(path: string, about: string | undefined): string {
  return `- \`${path}\`:${about === undefined ? '' : ` ${escaped(about)}`}`;
}

/** Groups further down have no section of their own. */
const DEEPEST = 2;

function depthOf(path: string): number {
  return path === '' ? 0 : path.split('/').length;
}

interface Shown {
  node: SettingNode;
  title: string;
}

/** The keys that stand in the section of a group. */
function shownIn(group: SettingNode, titles: readonly string[] = []): Shown[] {
  return group.children.flatMap((node): Shown[] => {
    if (node.scope.length === 0) return [];
    const way = [...titles, node.text.title];
    if (node.kind !== 'group') return [{ node, title: way.join(' > ') }];
    return depthOf(node.path) > DEEPEST ? shownIn(node, way) : [];
  });
}

function section(group: SettingNode, place: string): string | null {
  const shown = shownIn(group);
  if (shown.length === 0) return null;
  const description = group.path === '' ? '' : (group.text.description ?? '');
  return [
    `## ${place === '' ? 'General' : place}`,
    '',
    ...(description === '' ? [] : [description, '']),
    '| setting | what it does | default | level |',
    '|---|---|---|---|',
    ...shown.map((one) => `| ${cells(one).join(' | ')} |`),
    '',
    ...shown.flatMap(({ node }) => (node.kind === 'rows' ? [rowFields(node)] : [])),
  ].join('\n');
}

function cells({ node, title }: Shown): string[] {
  const { path, text, scope } = node;
  const about = [text.description, valuesOf(node)].filter((part) => part !== undefined).join(' ');
  return [
    `**${escaped(title)}**<br>\`${path}\``,
    escaped(about),
    defaultOf(node),
    scope.includes('project') ? 'project' : 'studio',
  ];
}

const LISTS: Readonly<Record<ChoiceList, string>> = {
  secrets: 'Chosen from the secrets of AYON.',
  folder_link_types: 'Chosen from the link types between folders.',
  statuses: 'Chosen from the statuses of AYON.',
  anatomy_presets: 'Chosen from the anatomy presets of AYON.',
  ayon_attributes: 'Chosen from the attributes of projects, folders and tasks.',
};

function valuesOf({ choices, text, minimum, maximum }: SettingNode): string | undefined {
  if (text.choicesFrom !== undefined) return LISTS[text.choicesFrom];
  if (choices !== null) return `One of ${choices.map((one) => `\`${one}\``).join(', ')}.`;
  if (minimum === null) return undefined;
  return maximum === null ? `At least ${minimum}.` : `${minimum} to ${maximum}.`;
}

function defaultOf({ kind, defaultValue }: SettingNode): string {
  if (kind === 'boolean') return defaultValue === true ? 'on' : 'off';
  if (kind === 'rows') return hasRows(defaultValue) ? 'see below' : 'empty';
  if (Array.isArray(defaultValue))
    return defaultValue.map((one) => `\`${String(one)}\``).join(', ') || 'empty';
  return defaultValue === '' ? 'empty' : `\`${String(defaultValue)}\``;
}

function hasRows(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length > 0;
}

/** The fields of the rows of a list, and the rows it has by default. */
function rowFields(node: SettingNode): string {
  const rows = hasRows(node.defaultValue) ? node.defaultValue : [];
  const fields = node.children.map((field) => {
    const about = [field.text.description, valuesOf(field)].filter((part) => part !== undefined);
    return `- **${escaped(field.text.title)}** (\`${field.key}\`)${about.length === 0 ? '' : `: ${escaped(about.join(' '))}`}`;
  });
  return [
    `Each row of *${node.text.title}*:`,
    '',
    ...fields,
    '',
    ...(rows.length === 0
      ? []
      : ['Rows by default:', '', '```json', ...rows.map((row) => JSON.stringify(row)), '```', '']),
  ].join('\n');
}

function placeOf(root: SettingNode, path: string): string {
  const titles: string[] = [];
  let current: SettingNode | undefined = root;
  for (const key of path === '' ? [] : path.split('/')) {
    current = current?.children.find((child) => child.key === key);
    titles.push(current?.text.title ?? key);
  }
  return titles.join(' > ');
}

function escaped(text: string): string {
  return text
    .replaceAll('|', '\\|')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('&lt;br&gt;', '<br>');
}
