'use client';
import { useMessages } from '@/components/messages/messages';
import { TimeText } from '@/components/ui/time-text';
import type { Condition } from '@/lib/meta/object';
import styles from './pods.module.css';

/** The conditions of an object, as its controller set them. */
export function ConditionTable({ conditions }: { conditions: readonly Condition[] | undefined }) {
  const { jobs } = useMessages();
  const texts = jobs.conditions;
  if (!conditions || conditions.length === 0) return <p className={styles.none}>{texts.none}</p>;
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{texts.type}</th>
            <th scope="col">{texts.status}</th>
            <th scope="col">{texts.since}</th>
            <th scope="col">{texts.reason}</th>
          </tr>
        </thead>
        <tbody>
          {conditions.map((condition) => (
            <tr key={condition.type} data-off={condition.status !== 'True' || undefined}>
              <th scope="row">{condition.type}</th>
              <td>{condition.status}</td>
              <td>
                <TimeText time={condition.lastTransitionTime} />
              </td>
              <td className={styles.message}>
                {[condition.reason, condition.message].filter(Boolean).join(': ') || '–'}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
