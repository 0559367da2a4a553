/** One entry of a batch of changes in AYON. */
export type EntityWrite<Type extends string, Deletable extends Type = Type> =
  | {
      readonly type: 'create' | 'update';
      readonly entityType: Type;
      readonly entityId: string;
      readonly data: Readonly<Record<string, unknown>>;
    }
  | { readonly type: 'delete'; readonly entityType: Deletable; readonly entityId: string };
