'use client';
import type * as Monaco from 'monaco-editor/editor';
import { useEffect, useRef } from 'react';
import { type Position, spliceBetween, type TextRange } from '@/lib/view/documenttext';
import { modelPath, setUpEditor } from './editor-setup';
import { applyTheme, onThemeChange } from './editor-theme';
import styles from './yaml-editor.module.css';

/** A mark in the text, with what is said of it. */
export interface Mark {
  at: TextRange;
  message: string;
}

/** What others may ask of the editor. */
export interface EditorHandle {
  goTo: (at: Position) => void;
  /** Brings a place into view and leaves the focus where it is. */
  reveal: (at: Position) => void;
}

interface YamlEditorProps {
  label: string;
  text: string;
  /** The text came from this editor. Typing goes on while it travels, so it is never put back. */
  isTyped: boolean;
  marks: readonly Mark[];
  onType: (text: string, cursorOffset: number) => void;
  /** The cursor was moved by hand. */
  onMove: (cursorOffset: number) => void;
  onUndo: () => void;
  onRedo: () => void;
  onRun: () => void;
  /** Escape: the focus goes to what follows the editor, in which Tab writes blanks. */
  onLeave: () => void;
  onReady: (handle: EditorHandle) => void;
}

type Editor = Monaco.editor.IStandaloneCodeEditor;

/** The YAML of the draft in Monaco. The draft is the truth: the editor shows it and tells what is typed. */
export default function YamlEditor(props: YamlEditorProps) {
  const { text, isTyped, marks } = props;
  const box = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor>(undefined);
  const latest = useRef(props);
  const isOurs = useRef(false);
  useEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    const monaco = setUpEditor();
    applyTheme(monaco);
    const stopTheme = onThemeChange(() => applyTheme(monaco));
    const model = monaco.editor.createModel(latest.current.text, 'yaml', monaco.Uri.parse(modelPath));
    const made = monaco.editor.create(box.current!, { ...looks, model, ariaLabel: latest.current.label });
    editor.current = made;
    bindKeys(monaco, made, latest);
    made.onDidChangeModelContent(() => {
      if (!isOurs.current) latest.current.onType(model.getValue(), cursorOf(made));
    });
    made.onDidChangeCursorPosition(({ source }) => {
      if (source === 'mouse' || source === 'keyboard') latest.current.onMove(cursorOf(made));
    });
    latest.current.onReady({
      goTo: (at) => goTo(made, at),
      reveal: ({ line }) => made.revealLineNearTop(line),
    });
    return () => {
      stopTheme();
      made.dispose();
      model.dispose();
    };
  }, []);

  useEffect(() => {
    const model = editor.current?.getModel();
    if (!model || isTyped || model.getValue() === text) return;
    isOurs.current = true;
    const { from, to, text: put } = spliceBetween(model.getValue(), text);
    const [start, end] = [model.getPositionAt(from), model.getPositionAt(to)];
    const range = {
      startLineNumber: start.lineNumber,
      startColumn: start.column,
      endLineNumber: end.lineNumber,
      endColumn: end.column,
    };
    model.applyEdits([{ range, text: put }]);
    isOurs.current = false;
  }, [text, isTyped]);

  useEffect(() => {
    const model = editor.current?.getModel();
    if (!model) return;
    const monaco = setUpEditor();
    const severity = monaco.MarkerSeverity.Error;
    const markers = marks.map(({ at: { from, to }, message }) => ({
      severity,
      message,
      startLineNumber: from.line,
      startColumn: from.column,
      endLineNumber: to.line,
      endColumn: to.column,
    }));
    monaco.editor.setModelMarkers(model, 'gantry', markers);
  }, [marks]);

  return <div ref={box} className={styles.editor} />;
}

const looks: Monaco.editor.IStandaloneEditorConstructionOptions = {
  automaticLayout: true,
  minimap: { enabled: false },
  fontFamily: 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  fontSize: 13,
  lineHeight: 20,
  tabSize: 2,
  scrollBeyondLastLine: false,
  renderLineHighlight: 'line',
  overviewRulerBorder: false,
  lineNumbersMinChars: 3,
  padding: { top: 8, bottom: 8 },
  fixedOverflowWidgets: true,
  wordWrap: 'on',
  wrappingIndent: 'indent',
  quickSuggestions: { other: true, comments: false, strings: true },
  suggest: { showWords: false },
  unicodeHighlight: { ambiguousCharacters: false },
  stickyScroll: { enabled: false },
  bracketPairColorization: { enabled: false },
};

function bindKeys(monaco: typeof Monaco, editor: Editor, latest: { current: YamlEditorProps }): void {
  const { CtrlCmd, Shift } = monaco.KeyMod;
  const { KeyZ, KeyY, Enter, Escape } = monaco.KeyCode;
  editor.addCommand(CtrlCmd | KeyZ, () => latest.current.onUndo());
  editor.addCommand(CtrlCmd | Shift | KeyZ, () => latest.current.onRedo());
  editor.addCommand(CtrlCmd | KeyY, () => latest.current.onRedo());
  editor.addCommand(CtrlCmd | Enter, () => latest.current.onRun());
  const nothingOpen = [
    'suggestWidgetVisible',
    'findWidgetVisible',
    'parameterHintsVisible',
    'markersNavigationVisible',
    'editorHoverVisible',
    'editorHasMultipleSelections',
    'inSnippetMode',
    'renameInputVisible',
  ];
  editor.addCommand(Escape, () => latest.current.onLeave(), nothingOpen.map((key) => `!${key}`).join(' && '));
}

function cursorOf(editor: Editor): number {
  const [model, position] = [editor.getModel(), editor.getPosition()];
  return model && position ? model.getOffsetAt(position) : 0;
}

function goTo(editor: Editor, { line, column }: Position): void {
  editor.setPosition({ lineNumber: line, column });
  editor.revealPositionInCenterIfOutsideViewport({ lineNumber: line, column });
  editor.focus();
}
