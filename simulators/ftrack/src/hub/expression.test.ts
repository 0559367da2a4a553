import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Expression, ExpressionError, matchesExpression, parseExpression } from './expression.ts';

function matches(expression: string, candidate: unknown): boolean {
  return matchesExpression(parseExpression(expression), candidate);
}

const LAUNCH = {
  topic: 'ftrack.action.launch',
  data: { actionIdentifier: 'my-id', count: 10, nothing: null, items: ['a'], flag: true },
  source: { user: { username: 'jane', id: 'bcdf-1' }, applicationId: 'ftrack.client.web' },
};

describe('an expression', () => {
  test.each([
    ['topic=ftrack.action.launch', true],
    ['topic = "ftrack.action.launch"', true],
    ["topic='ftrack.action.launch'", true],
    ['topic=ftrack.update', false],
    ['topic=*', true],
    ['topic=ftrack.*', true],
    ['topic=action*', false],
    ['topic="ftrack.action.*"', true],
    ['topic!=ftrack.action.*', true],
    ['topic=ftrack.action.launch and data.actionIdentifier=my-id and source.user.username=jane', true],
    ['topic=ftrack.action.launch AND source.user.username=john', false],
    ['topic=ftrack.update or topic=ftrack.action.launch', true],
    ['topic=no or topic=no and topic=*', false],
    ['(topic=* or topic=no) and topic=no', false],
    ['not topic=ftrack.update', true],
    ['Not (topic=ftrack.update or data.flag=true)', false],
    ['applicationId=ftrack.client.web', false],
    ['data.missing!=x', false],
    ['not data.missing=x', true],
    ['data.nothing=null', false],
    ['data.nothing!=null', true],
    ['data.items=a', false],
    ['data.items.0=a', false],
    ['data.count>9', true],
    ['data.count<=10', true],
    ['data.count>=11', false],
    ['data.count<9', false],
    ['data.count=10', true],
    ['source.user.username>=jane', true],
    ['source.user.username<k', true],
    ['constructor.name=Object', false],
    ['', false],
    ['  \n', false],
  ])('%s: %s', (expression, expected) => {
    expect(matches(expression, LAUNCH)).toBe(expected);
  });

  test.each(['and=1 or or=2 and not=3', 'not not=4', 'not not = 4'])(
    '%s: keywords can be fields',
    (expression) => {
      expect(matches(expression, { and: '1', or: '2', not: '3' })).toBe(true);
    },
  );

  test.each([
    'topic',
    'topic=',
    '=ftrack.update',
    'topic==a',
    'topic=a topic=b',
    'topic=a andtopic=b',
    'topic=a and',
    'not not topic=a',
    '(topic=a',
    'topic=a)',
    'topic="a',
    'topic=ä',
    'topic=a;b',
    `${'('.repeat(5000)}topic=a${')'.repeat(5000)}`,
  ])('%s: is refused', (expression) => {
    expect(() => parseExpression(expression)).toThrow(ExpressionError);
  });

  test('says where it cannot be read', () => {
    expect(() => parseExpression('topic=a and (b=1')).toThrow(expect.objectContaining({ position: 16 }));
  });
});

const condition: fc.Arbitrary<Expression> = fc.record({
  kind: fc.constant('condition' as const),
  path: fc.array(fc.stringMatching(/^[A-Za-z0-9_]+$/), { minLength: 1, maxLength: 3 }),
  operator: fc.constantFrom('=', '!=', '>=', '<=', '>', '<'),
  value: fc.oneof(
    fc.stringMatching(/^[A-Za-z0-9\-_,./*@+]*$/),
    fc.string().map((text) => text.replaceAll('"', '')),
  ),
});

const expression = fc.letrec<{ any: Expression }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    condition,
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      operands: fc.array(tie('any'), { minLength: 2, maxLength: 3 }),
    }),
    fc.record({ kind: fc.constant('not' as const), operand: tie('any') }),
  ),
})).any;

function format(node: Expression): string {
  switch (node.kind) {
    case 'never':
      return '';
    case 'condition':
      return `${node.path.join('.')} ${node.operator} "${node.value}"`;
    case 'not':
      return `not (${format(node.operand)})`;
    case 'and':
    case 'or':
      return node.operands.map((operand) => `(${format(operand)})`).join(` ${node.kind} `);
  }
}

describe('for every expression', () => {
  test('reading what was written gives the same expression', () => {
    fc.assert(
      fc.property(expression, (node) => {
        expect(parseExpression(format(node))).toEqual(node);
      }),
    );
  });

  test('any text is read or refused with a position inside it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[a-z=!<>()"' .*]*$/)), (text) => {
        try {
          parseExpression(text);
        } catch (error) {
          expect(error).toBeInstanceOf(ExpressionError);
          expect((error as ExpressionError).position).toBeLessThanOrEqual(text.length);
        }
      }),
    );
  });

  test('and, or and not agree with logic', () => {
    fc.assert(
      fc.property(
        condition,
        condition,
        fc.dictionary(fc.stringMatching(/^[a-c]$/), fc.json()),
        (a, b, candidate) => {
          const [isA, isB] = [matchesExpression(a, candidate), matchesExpression(b, candidate)];
          expect(matchesExpression({ kind: 'and', operands: [a, b] }, candidate)).toBe(isA && isB);
          expect(matchesExpression({ kind: 'or', operands: [a, b] }, candidate)).toBe(isA || isB);
          expect(matchesExpression({ kind: 'not', operand: a }, candidate)).toBe(!isA);
        },
      ),
    );
  });
});
