import styles from './timeline-chart.module.css';
import type { Row } from './timeline-model';

/** More rows, and more bars of a row, are not put into the hidden table: what pages list elsewhere need not weigh on this one. */
const shownLimit = 200;
const barLimit = 50;

interface TimelineTableProps {
  caption: string;
  rows: readonly Row[];
  /** Titles of the two columns. */
  columns: readonly [string, string];
  more: (count: number) => string;
}

/** The same as the chart shows, as a table for those who cannot see it. */
export function TimelineTable({ caption, rows, columns, more }: TimelineTableProps) {
  const filled = rows.filter((row) => row.bars.length > 0);
  const shown = filled.slice(0, shownLimit);
  return (
    <div className={styles.hidden}>
      <table>
        <caption>
          {caption}
          {filled.length > shown.length && more(filled.length - shown.length)}
        </caption>
        <thead>
          <tr>
            <th scope="col">{columns[0]}</th>
            <th scope="col">{columns[1]}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={row.key}>
              <th scope="row">{row.label}</th>
              <td>
                {row.bars
                  .slice(-barLimit)
                  .map((bar) => bar.text)
                  .join(' ')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
