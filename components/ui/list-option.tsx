import type { ReactNode } from 'react';
import styles from './combobox.module.css';

interface ListOptionProps {
  id: string;
  option: { value: string; label?: string; note?: string };
  /** It is what the field holds, or one of what was chosen. */
  chosen: boolean;
  /** The arrow keys have reached it. */
  current: boolean;
  onChoose: () => void;
  /** Stands before the words. */
  mark?: ReactNode;
}

/** One line of a list to choose from. */
export function ListOption({ id, option, chosen, current, onChoose, mark }: ListOptionProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled by the field, which keeps the focus
    // biome-ignore lint/a11y/useFocusableInteractive: see above
    <div
      id={id}
      role="option"
      aria-selected={chosen}
      data-current={current || undefined}
      ref={(element) => {
        if (current) element?.scrollIntoView({ block: 'nearest' });
      }}
      className={styles.option}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onChoose}
    >
      {mark}
      <span>{option.label ?? option.value}</span>
      {option.note && <small>{option.note}</small>}
    </div>
  );
}
