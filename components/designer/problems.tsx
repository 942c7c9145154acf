'use client';
import type { Ref } from 'react';
import { useMessages } from '@/components/messages/messages';
import { Icon } from '@/components/ui/icon';
import type { TextProblem } from '@/lib/view/document';
import type { Position } from '@/lib/view/documenttext';
import type { PlacedVerdict } from '@/lib/view/documentverdict';
import styles from './problems.module.css';

interface ProblemsProps {
  problems: readonly TextProblem[];
  verdicts: readonly PlacedVerdict[];
  onGoTo: (at: Position) => void;
  ref?: Ref<HTMLElement>;
}

/** What is wrong with the text, line by line; each line leads to its place. */
export function Problems({ problems, verdicts, onGoTo, ref }: ProblemsProps) {
  const { designer } = useMessages();
  const lines = [
    ...problems.map(({ at, message }) => ({ at: at.from, field: '', message, from: undefined })),
    ...verdicts.map(({ at, field, message, from }) => ({ at: at.from, field, message, from })),
  ];
  return (
    <section
      ref={ref}
      tabIndex={-1}
      className={styles.problems}
      aria-label={designer.problemsLabel}
      data-some={lines.length > 0 || undefined}
    >
      <p role="status" className={styles.count}>
        {lines.length > 0 && <Icon name="warning" size={14} />}
        {designer.problems(lines.length)}
      </p>
      {lines.length > 0 && (
        <ul className={styles.list}>
          {lines.map(({ at, field, message, from }, position) => (
            // Problems have no identity but their place.
            <li key={position}>
              <button type="button" className={styles.line} onClick={() => onGoTo(at)}>
                <span className={styles.place}>{designer.line(at.line)}</span>
                <span className={styles.text}>
                  {field && <code>{field}: </code>}
                  {message}
                </span>
                {from === 'server' && <span className={styles.from}>{designer.fromServer}</span>}
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
