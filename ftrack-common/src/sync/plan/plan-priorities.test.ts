import type { Attribute, AttributeData } from '@ynput/ayon-api';
import { expect, it } from 'vitest';
import { planPriorities } from './plan-priorities.ts';

function attributeWith(choices: Record<string, string> | null): Attribute {
  const data: AttributeData = { type: 'string' };
  if (choices) data.enum = Object.entries(choices).map(([value, label]) => ({ value, label }));
  return { name: 'priority', position: 0, scope: ['folder', 'task'], builtin: true, data };
}

const STOCK = attributeWith({ urgent: 'Urgent', high: 'High', normal: 'Normal', low: 'Low' });

it.each([
  ['Urgent', STOCK, 'urgent'],
  ['HIGH ', STOCK, 'high'],
  ['Medium', STOCK, 'normal'],
  ['None', STOCK, null],
  ['', STOCK, null],
  ['Normal', attributeWith({ mid: 'Medium' }), 'mid'],
  ['Sehr dringend', attributeWith({ p1: 'sehr dringend' }), 'p1'],
  ['High', attributeWith(null), 'High'],
])('ftrack %j is a choice of AYON by value or label', (name, attribute, value) => {
  const priorities = new Map([['p', { id: 'p', name }]]);
  const plan = planPriorities({ priorities }, new Set(['p']), attribute);
  expect([...plan.values]).toEqual([['p', value]]);
  expect(plan.problems).toEqual([]);
});

it('one that AYON does not know is reported once, when it is in use', () => {
  const priorities = new Map(['Someday', 'Never'].map((name) => [name, { id: name, name }]));
  const plan = planPriorities({ priorities }, new Set(['Someday', 'not listed']), STOCK);
  expect(plan.values.size).toBe(0);
  expect(plan.problems.map(({ code, path }) => [code, path])).toEqual([['unknown_priority', 'Someday']]);
});
