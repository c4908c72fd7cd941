/** A small protocol with one of each thing that a scenario can prove. */
export const protocol = `protocol: watch
edition: "1"
title: { zh: 观察, en: Watch }
subject: person
zone: Asia/Shanghai
values:
  hot: { is: 37.3 }
facts:
  ill: { all: ["reading.exists(r, r.celsius >= values.hot)", "reading.exists(r, r.cough)"] }
events:
  reading:
    by: doctor
    back_to: 1h
    title: { zh: 测温, en: Reading }
    data: { celsius: { type: number }, cough: { type: flag } }
    must: [{ is: data.celsius < 45.0, say: { zh: 太高, en: too hot } }]
  seen: { by: [doctor, clinic], not_by: reading, title: { zh: 就诊, en: Seen } }
ladders:
  slow: [{ after: 0m, tell: doctor }, { after: 2h, tell: [leader, clinic] }]
outcomes: { over: { zh: 结束, en: Over } }
states:
  watched:
    stage: isolate
    title: { zh: 观察中, en: Watched }
    tasks: { reading: { by: doctor, due: 24h, late: slow } }
    on:
      reading: record
      seen:
        - { when: size(reading) > 1, to: moved, tell: clinic }
        - otherwise: record
    once: { ill: { to: moved } }
  moved:
    stage: diagnose
    title: { zh: 转诊, en: Moved }
    tell: clinic
    hand_off: { to: clinic, due: 2h, late: slow }
    on:
      accepted: { to: over }
      declined: { to: again moved }
  over: { stage: control, title: { zh: 结束, en: Over }, end: over }
`;
/** The units in which it lives. */
export const units = `units: sample
edition: "1"
zone: Asia/Shanghai
roles:
  doctor: { title: 医生, line: health }
  clinic: { title: 门诊, line: health }
  leader: { title: 领导, line: government }
tree: { town: { title: 镇, level: town, holds: [doctor, clinic, leader] } }
`;

/** Scenarios that prove some of it. */
export const scenarios = `- scenario: { zh: 发热即转诊, en: fever moves him }
  protocol: watch
  open: { at: 2020-01-25 08:00, by: doctor }
  steps:
    - at: 2020-01-25 09:00
      reading: { celsius: 37.3, cough: true, by: doctor }
      expect: { state: moved, told: [clinic], offered: clinic } # at once
    - at: 2020-01-25 10:00
      accepted: { by: clinic }
      expect: { ended: over }
- scenario: { zh: 无人测温, en: nobody takes a reading }
  protocol: watch
  open: { at: 2020-01-25 08:00, by: doctor }
  steps:
    - at: 2020-01-26 08:00
      expect: { late: reading, told: [doctor] }
    - at: 2020-01-26 10:00
      expect: { told: [leader, clinic] }
- scenario: { zh: 只有医生测温, en: only the doctor takes readings }
  protocol: watch
  open: { at: 2020-01-25 08:00, by: doctor }
  steps:
    - at: 2020-01-25 09:00
      reading: { celsius: 36.5, cough: false, by: clinic }
      expect: { refused: wrong_role, state: watched }
`;
