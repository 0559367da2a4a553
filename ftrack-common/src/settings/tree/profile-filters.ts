import { names } from './fields.ts';

/** Names of applications, as in `maya`. */
export function hostNames() {
  return names([], { title: 'Applications', description: 'Host names like "maya" or "nuke"; empty: any.' });
}

export function productBaseTypes() {
  return names([], { title: 'Product base types', description: 'Like "model" or "render"; empty: any.' });
}

export function productNames() {
  return names([], { title: 'Product names', description: 'Empty: any.' });
}

export function taskTypes() {
  return names([], { title: 'Task types', description: 'Empty: any.' });
}

export function taskNames() {
  return names([], { title: 'Task names', description: 'Empty: any.' });
}
