'use client';
import type { HTMLInputAutoCompleteAttribute, KeyboardEvent, Ref } from 'react';
import { FieldFrame, type FieldProps } from './field';
import styles from './field.module.css';
import { Icon, type IconName } from './icon';

interface TextFieldProps extends FieldProps {
  value: string;
  onChange: (value: string) => void;
  onBlur?: () => void;
  onKeyDown?: (event: KeyboardEvent<HTMLInputElement | HTMLTextAreaElement>) => void;
  placeholder?: string;
  /** For names, commands and the like. */
  mono?: boolean;
  /** More than one line makes it a text area. */
  lines?: number;
  icon?: IconName;
  type?: 'text' | 'search' | 'password' | 'datetime-local' | 'time' | 'date';
  autoComplete?: HTMLInputAutoCompleteAttribute;
  autoFocus?: boolean;
  ref?: Ref<HTMLInputElement>;
}

/** A line (or several) of text. */
export function TextField(props: TextFieldProps) {
  const { value, onChange, onBlur, onKeyDown, placeholder, mono, lines = 1, icon, type = 'text' } = props;
  const className = `${styles.control} ${mono ? styles.mono : ''}`;
  const shared = { value, onBlur, onKeyDown, placeholder, className, disabled: props.disabled };
  return (
    <FieldFrame {...props}>
      {(wiring) =>
        lines > 1 ? (
          <textarea
            {...wiring}
            {...shared}
            required={props.required}
            rows={lines}
            spellCheck={false}
            onChange={(event) => onChange(event.target.value)}
          />
        ) : (
          <span className={icon ? styles.withIcon : undefined}>
            {icon && <Icon name={icon} size={14} />}
            <input
              {...wiring}
              {...shared}
              ref={props.ref}
              type={type}
              required={props.required}
              spellCheck={false}
              autoComplete={props.autoComplete ?? 'off'}
              // biome-ignore lint/a11y/noAutofocus: the caller asks for it, in dialogs
              autoFocus={props.autoFocus}
              onChange={(event) => onChange(event.target.value)}
            />
          </span>
        )
      }
    </FieldFrame>
  );
}
