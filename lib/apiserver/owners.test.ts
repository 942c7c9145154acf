import { expect, it } from 'vitest';
import { afterAdmission, withOwnersOnce } from './owners';

const owner = (uid: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  name: 'a',
  uid,
  ...more,
});
const tail =
  '; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; ' +
  'please fix your requests; duplicate UID(s) observed: ';
const head = '.metadata.ownerReferences contains duplicate entries';

it.each([
  { owners: undefined, kept: undefined, when: '', warnings: [] },
  { owners: [owner('1'), owner('2')], kept: [owner('1'), owner('2')], when: '', warnings: [] },
  {
    owners: [owner('1'), owner('1', { controller: false })],
    kept: [owner('1'), owner('1', { controller: false })],
    when: '',
    warnings: [],
  },
  {
    owners: [owner('1'), owner('2'), owner('2'), owner('1'), owner('1')],
    kept: [owner('1'), owner('2')],
    when: '',
    warnings: [`${head}${tail}2, 1, 1`],
  },
  {
    owners: [owner('1'), owner('1')],
    kept: [owner('1')],
    when: afterAdmission,
    warnings: [`${head} after mutating admission happens${tail}1`],
  },
])('keeps of $owners each once', ({ owners, kept, when, warnings }) => {
  const found: string[] = [];
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', ownerReferences: owners } };
  expect(withOwnersOnce(object, (text) => found.push(text), when).metadata.ownerReferences).toEqual(kept);
  expect(found).toEqual(warnings);
});
