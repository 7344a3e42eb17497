// An oxlint plugin for the one operator that no rule of its own can forbid.
export default {
  meta: { name: 'pure' },
  rules: {
    'no-power': {
      create: (context) => {
        const report = (node) => {
          if (node.operator === '**' || node.operator === '**=')
            context.report({ node, message: 'The digits of ** differ between engines: multiply, or use a table.' });
        };
        return { BinaryExpression: report, AssignmentExpression: report };
      },
    },
  },
};
