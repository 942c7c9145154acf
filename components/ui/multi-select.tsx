'use client';
import { lazy } from 'react';
import type { Suggestion } from './combobox';
import { OpensLater, type Trigger } from './opens-later';

/** What can be chosen and what is. */
export interface MultiSelectProps {
  /** What is chosen, for screen readers: “Namespaces”. */
  label: string;
  /** The button that opens it and shows the present choice. */
  trigger: Trigger;
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
  options: readonly Suggestion[];
  /** What choosing none means: “All namespaces”. */
  noneLabel: string;
  align?: 'start' | 'end';
}

const load = () => import('./multi-select-body');
const MultiSelectBody = lazy(() => load().then((module) => ({ default: module.MultiSelectBody })));

/** Any number of many: a button, and under it a list that narrows as one types. Choosing none stands for all. */
export function MultiSelect(props: MultiSelectProps) {
  return (
    <OpensLater trigger={props.trigger} opens="dialog" load={load}>
      {(home) => <MultiSelectBody {...props} home={home} />}
    </OpensLater>
  );
}
