import { NAME_PATTERN } from '../validation/kinds.ts';

/** The parts of an entity URI. A part that is not given is undefined; `*` stands for any. */
export interface EntityUri {
  project: string;
  /** Without slashes at its ends; undefined for the project itself. */
  path: string | undefined;
  product: string | undefined;
  version: string | undefined;
  representation: string | undefined;
  task: string | undefined;
  workfile: string | undefined;
}

/** A URI that is none; answered with the URI, or a crash of the whole request. */
export class InvalidUri extends Error {
  override readonly name = 'InvalidUri';
}

const SCHEMES = ['ayon', 'ayon+entity'];
const NAME = new RegExp(NAME_PATTERN);

/** Reads `ayon+entity://project/folder/path?product=…&version=…&representation=…` or `…?task=…&workfile=…`. */
export function parseUri(uri: string): EntityUri {
  const [bare = ''] = uri.split(':SDF_FORMAT_ARGS:');
  const [, scheme = '', rest = ''] = /^([a-z+]*):\/\/(.*)$/i.exec(bare) ?? [];
  if (!SCHEMES.includes(scheme)) throw new InvalidUri(`Invalid scheme: ${scheme}`);
  const [place = '', query = ''] = rest.split('?');
  const [project = '', ...folders] = place.split('/');
  if (!/^[a-zA-Z0-9_]+$/.test(project)) throw new InvalidUri(`Invalid project name: ${project}`);
  const params = new URLSearchParams(query);
  const get = (key: string) => params.get(key) || undefined;
  const path = folders.filter((folder) => folder !== '').join('/');
  const found: EntityUri = {
    project,
    path: path === '' ? undefined : path,
    product: name(get('product')),
    version: version(get('version')),
    representation: name(get('representation')),
    task: get('task'),
    workfile: get('workfile'),
  };
  const hasProduct = [found.product, found.version, found.representation].some((part) => part !== undefined);
  if (hasProduct && (found.task !== undefined || found.workfile !== undefined))
    throw new InvalidUri('Tasks and workfiles cannot be queried with products');
  return found;
}

function name(text: string | undefined): string | undefined {
  if (text !== undefined && text !== '*' && !NAME.test(text)) throw new InvalidUri(`Invalid name: ${text}`);
  return text;
}

function version(text: string | undefined): string | undefined {
  if (text === undefined || text === '*' || /^(?:v?\d+|latest|latestDone|hero)$/.test(text)) return text;
  throw new InvalidUri(`Invalid version name: ${text}`);
}
