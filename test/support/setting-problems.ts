import { ConfigurationError, type Env, loadConfig } from '../../src/config/index.js';

export function settingProblems(env: Env): readonly string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}
