'use client';
import { type KeyboardEvent, lazy, Suspense, useId, useRef, useState } from 'react';
import styles from './combobox.module.css';
import { FieldFrame, type FieldProps } from './field';
import fieldStyles from './field.module.css';
import { ListOption } from './list-option';

/** One suggestion. */
export interface Suggestion {
  value: string;
  /** Shown instead of the value. */
  label?: string;
  /** Small print behind it. */
  note?: string;
}

interface ComboboxProps extends FieldProps {
  value: string;
  onChange: (value: string) => void;
  suggestions: readonly Suggestion[];
  placeholder?: string;
  /** Takes any text; the suggestions only help. Otherwise what is left in the field must be one of them. */
  free?: boolean;
  mono?: boolean;
}

/** More than this are not shown at once; typing narrows them. */
const shownLimit = 100;

const load = () => import('./list-under');
const ListUnder = lazy(() => load().then((module) => ({ default: module.ListUnder })));

/** A text field with suggestions that narrow as one types. Arrow keys, Enter, Escape. */
export function Combobox(props: ComboboxProps) {
  const listId = useId();
  const inputRef = useRef<HTMLInputElement>(null);
  const list = useSuggestions(props);
  const { found, cursor } = list;
  const open = list.open && found.length > 0;
  return (
    <FieldFrame {...props}>
      {(wiring) => (
        <>
          <input
            {...wiring}
            ref={inputRef}
            role="combobox"
            aria-expanded={open}
            aria-controls={listId}
            aria-autocomplete="list"
            aria-activedescendant={open ? `${listId}-${cursor}` : undefined}
            autoComplete="off"
            spellCheck={false}
            className={`${fieldStyles.control} ${props.mono ? fieldStyles.mono : ''}`}
            placeholder={props.placeholder}
            disabled={props.disabled}
            required={props.required}
            value={list.text}
            onChange={(event) => list.type(event.target.value)}
            onClick={list.show}
            onFocus={() => void load()}
            onKeyDown={list.onKeyDown}
            onBlur={list.close}
          />
          {open && (
            <Suspense>
              <ListUnder field={inputRef} onClose={list.close}>
                <div id={listId} role="listbox" className={styles.list}>
                  {found.map((suggestion, index) => (
                    <ListOption
                      key={suggestion.value}
                      id={`${listId}-${index}`}
                      option={suggestion}
                      current={index === cursor}
                      chosen={suggestion.value === props.value}
                      onChoose={() => list.choose(suggestion)}
                    />
                  ))}
                </div>
              </ListUnder>
            </Suspense>
          )}
        </>
      )}
    </FieldFrame>
  );
}

/** What is typed, which suggestions match, and which of them the arrow keys have reached. */
function useSuggestions({ value, onChange, suggestions, free = false }: ComboboxProps) {
  const [open, setOpen] = useState(false);
  const [draft, setDraft] = useState<string | undefined>();
  const [cursor, setCursor] = useState(0);
  const found = narrow(suggestions, draft ?? '');
  const close = () => {
    setOpen(false);
    setDraft(undefined);
    setCursor(0);
  };
  const choose = (suggestion: Suggestion) => {
    onChange(suggestion.value);
    close();
  };
  const type = (next: string) => {
    setDraft(next);
    setOpen(true);
    setCursor(0);
    if (free) onChange(next);
    else if (next === '') onChange('');
  };
  // In a free field Enter keeps what was typed, unless the arrow keys have chosen something else.
  const isChosen = !free || draft === undefined || cursor > 0;
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      if (open && found.length > 0) setCursor((cursor + step + found.length) % found.length);
      else setOpen(true);
    } else if (event.key === 'Enter' && open && found[cursor] && isChosen) {
      event.preventDefault();
      choose(found[cursor]);
    } else if (event.key === 'Escape' && open) {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  };
  const text = draft ?? labelOf(suggestions, value);
  return { open, text, found, cursor, show: () => setOpen(true), close, choose, type, onKeyDown };
}

function labelOf(suggestions: readonly Suggestion[], value: string): string {
  return suggestions.find((suggestion) => suggestion.value === value)?.label ?? value;
}

/** The suggestions that contain every word typed; those that begin with the text come first. */
function narrow(suggestions: readonly Suggestion[], text: string): readonly Suggestion[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return suggestions.slice(0, shownLimit);
  const textOf = (suggestion: Suggestion) =>
    `${suggestion.label ?? ''} ${suggestion.value} ${suggestion.note ?? ''}`.toLowerCase();
  const found = suggestions.filter((suggestion) => words.every((word) => textOf(suggestion).includes(word)));
  const first = (suggestion: Suggestion) => (suggestion.value.toLowerCase().startsWith(words[0]!) ? 0 : 1);
  return found.toSorted((a, b) => first(a) - first(b)).slice(0, shownLimit);
}
