import { expect, it } from 'vitest';
import { absentOwners } from './absent';

it('tells owners apart by all that is said of them', () => {
  const owners = absentOwners();
  const reference = { apiVersion: 'batch/v1', kind: 'Job', name: 'work', uid: 'u' };
  owners.add(reference, 'team');
  expect(owners.has({ ...reference }, 'team')).toBe(true);
  expect(owners.has(reference, 'other')).toBe(false);
  expect(owners.has(reference, undefined)).toBe(false);
  expect(owners.has({ ...reference, name: 'play' }, 'team')).toBe(false);
  expect(owners.has({ ...reference, kind: 'CronJob' }, 'team')).toBe(false);
});

it('forgets the oldest when there are very many', () => {
  const owners = absentOwners();
  const reference = (at: number) => ({ apiVersion: 'v1', kind: 'Pod', name: 'p', uid: `u${at}` });
  for (let at = 0; at <= 10_000; at++) owners.add(reference(at), 'team');
  expect(owners.has(reference(0), 'team')).toBe(false);
  expect(owners.has(reference(10_000), 'team')).toBe(true);
});
