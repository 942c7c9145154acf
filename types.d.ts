declare module '*.css';
declare module 'monaco-yaml/yaml.worker.js';
