/** `fa00…` as `fa000000-0000-…`: the form in which the database prints ids. */
export function dashedId(id: string): string {
  return id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5').toLowerCase();
}
