'use client';
import type { ReactNode } from 'react';
import type { KubeObject } from '@/lib/meta/object';
import type { LiveList } from './contract';
import styles from './list-frame.module.css';
import { Trouble } from './trouble';

interface ListFrameProps<T extends KubeObject> {
  list: LiveList<T>;
  texts: { refused: string; stale: string };
  children: ReactNode;
}

/** The table of a live list, which fills the page, under what is wrong with the list; paler while it is stale. */
export function ListFrame<T extends KubeObject>({ list, texts, children }: ListFrameProps<T>) {
  return (
    <>
      <Trouble of={list} refused={texts.refused} stale={texts.stale} />
      <div className={styles.frame} data-stale={list.phase === 'stale' || undefined}>
        {children}
      </div>
    </>
  );
}
