/** A template of completion mails that uses every name there is. */
export const COMPLETION_TEMPLATE = {
  subject: 'You have completed {{program_title}}',
  text: 'Dear {{learner_name}}, {{program_type}} {{program_title}}: {{certificate_url}}{{#if record_url}} {{record_url}}{{/if}} {{lms_url}} {{platform_name}}',
  html: '<p>Dear {{learner_name}}</p><a href="{{certificate_url}}">{{program_title}}</a>{{#unless lms_url}}none{{/unless}}',
  enabled: true,
};
