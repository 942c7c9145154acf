'use client';

/** The viewer's own zone. */
export function viewerZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}

/**
 * The zone of schedules that name none: controllers run on UTC, the built-in ones always and others' nearly
 * always.
 */
export const clusterZone = 'UTC';

/** Names of zones to choose from. */
export function zoneNames(): string[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone').filter((name) => name !== 'UTC')];
}
