'use client';
import { FieldFrame, type FieldProps } from './field';
import styles from './field.module.css';
import { Icon } from './icon';

/** One choice of a select. */
export interface Option<Value extends string = string> {
  value: Value;
  label: string;
  disabled?: boolean;
}

interface SelectFieldProps<Value extends string> extends FieldProps {
  value: Value;
  onChange: (value: Value) => void;
  options: readonly Option<Value>[];
}

/** One of a few. The platform's own list, so that it works everywhere and on phones. */
export function SelectField<Value extends string>(props: SelectFieldProps<Value>) {
  return (
    <FieldFrame {...props}>
      {(wiring) => (
        <span className={styles.select}>
          <select
            {...wiring}
            className={styles.control}
            value={props.value}
            disabled={props.disabled}
            onChange={(event) => props.onChange(event.target.value as Value)}
          >
            {props.options.map((option) => (
              <option key={option.value} value={option.value} disabled={option.disabled}>
                {option.label}
              </option>
            ))}
          </select>
          <Icon name="chevron-down" size={14} />
        </span>
      )}
    </FieldFrame>
  );
}
