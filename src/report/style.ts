/**
 * The style sheet of the report. Blue and orange of Okabe & Ito 2008 stay apart for every kind of colour blindness;
 * nothing is told by colour alone.
 */
export const STYLE = `
:root{color-scheme:light dark;
--bg:#f6f6f3;--card:#fff;--ink:#1b1f24;--soft:#59616b;--rule:#e0e0da;--grid:#e9e9e4;
--main:#0a66a8;--main-soft:#0a66a81f;--loss:#b84a00;--loss-soft:#b84a001f;--wait:#7a5a00;--wait-soft:#e6b80026;--calm-soft:#59616b1a}
@media (prefers-color-scheme:dark){:root{
--bg:#121518;--card:#1a1e23;--ink:#e7e9ec;--soft:#9aa4af;--rule:#2e343b;--grid:#272c33;
--main:#5ab4f0;--main-soft:#5ab4f026;--loss:#f39a4d;--loss-soft:#f39a4d26;--wait:#e6c040;--wait-soft:#e6c04026;--calm-soft:#9aa4af26}}
*{box-sizing:border-box}
html{scroll-behavior:smooth;-webkit-text-size-adjust:100%}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif}
.sheet{max-width:68rem;margin:0 auto;padding:2.5rem 1.25rem 3rem}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:1rem;background:var(--card);padding:.5rem 1rem;z-index:2}
a{color:var(--main);text-underline-offset:.2em}
a:focus-visible,summary:focus-visible,[tabindex]:focus-visible{outline:2px solid var(--main);outline-offset:2px;border-radius:4px}
h1{font-size:clamp(1.75rem,4vw,2.5rem);line-height:1.15;letter-spacing:-.02em;margin:.25rem 0 .4rem;overflow-wrap:anywhere}
h2{font-size:1.3rem;line-height:1.3;letter-spacing:-.01em;margin:0 0 .35rem}
h3{font-size:.95rem;margin:1.9rem 0 .6rem}
p{margin:.5rem 0}
code,pre{font:.875em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
code,strong{overflow-wrap:anywhere}
.hash{color:var(--soft)}
.muted,.note,.lead,.subtitle,.brand,figcaption,caption{color:var(--soft)}
.brand{font-size:.8rem;letter-spacing:.06em;text-transform:uppercase;margin:0}
.subtitle{margin:0 0 1.5rem}
.lead{max-width:46rem;margin:0 0 1.25rem}
.note,figcaption{font-size:.875rem;max-width:46rem}
.num{font-variant-numeric:tabular-nums;white-space:nowrap}
.undefined{color:var(--soft)}
.gain{color:var(--main)}.loss{color:var(--loss)}
.outcome{display:flex;gap:1rem;padding:1.1rem 1.25rem;border-radius:12px;background:var(--calm-soft);border-left:6px solid var(--soft)}
.outcome h2{margin:0}.outcome p{margin:.2rem 0 0;max-width:46rem;overflow-wrap:anywhere}
.outcome .sign{font-size:1.35rem;line-height:1.25;font-weight:700;width:1.4rem;text-align:center;flex:none;color:var(--soft)}
.outcome>div{flex:1;min-width:0}
.outcome.released{background:var(--main-soft);border-color:var(--main)}.outcome.released .sign{color:var(--main)}
.outcome.failed{background:var(--loss-soft);border-color:var(--loss)}.outcome.failed .sign{color:var(--loss)}
.outcome.waiting{background:var(--wait-soft);border-color:var(--wait)}.outcome.waiting .sign{color:var(--wait)}
.outcome.running{background:var(--main-soft);border-color:var(--main)}.outcome.running .sign{color:var(--main)}
.progress{height:6px;border-radius:3px;background:var(--rule);margin:.8rem 0 .2rem;overflow:hidden}.progress span{display:block;height:100%;background:var(--main)}
.tiles{display:grid;grid-template-columns:repeat(4,1fr);margin:1.25rem 0 0;background:var(--card);border:1px solid var(--rule);border-radius:12px;overflow:hidden}
.tiles>div{box-shadow:1px 1px 0 var(--rule);padding:.8rem 1rem .7rem}
.tiles dt{font-size:.8rem;color:var(--soft)}
.tiles dd{margin:.1rem 0 0;font-size:1.4rem;font-weight:600;letter-spacing:-.01em;line-height:1.3}
.tiles small{display:block;font-size:.75rem;font-weight:400;letter-spacing:0;color:var(--soft)}
nav{margin:1.5rem 0}
nav ul{display:flex;flex-wrap:wrap;gap:.35rem 1.1rem;list-style:none;margin:0;padding:0;font-size:.9rem}
section{background:var(--card);border:1px solid var(--rule);border-radius:12px;padding:1.5rem 1.5rem 1.6rem;margin:0 0 1.25rem;scroll-margin-top:1rem}
.scroll{overflow-x:auto;margin:.75rem 0}
table{border-collapse:collapse;width:100%;font-size:.9rem;font-variant-numeric:tabular-nums}
caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.confusion caption{position:static;width:auto;height:auto;clip-path:none;text-align:left;font-size:.875rem;padding-bottom:.4rem}
th,td{padding:.5rem .75rem .5rem 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--rule)}
th:last-child,td:last-child{padding-right:0}
td.right+td:not(.right),th.right+th:not(.right){padding-left:.5rem}
thead th{font-size:.8rem;font-weight:500;color:var(--soft);white-space:nowrap}
tbody tr:last-child>*{border-bottom:0}
.right{text-align:right;white-space:nowrap}
time{white-space:nowrap}
td.right .num{white-space:nowrap}
.comparison{color:var(--soft)}
.convention{display:block;font-size:.82rem;line-height:1.45;color:var(--soft);max-width:38rem;margin-top:.15rem}
.mark{display:inline-block;font-size:.8rem;font-weight:600;padding:.05rem .5rem;border-radius:99px;background:var(--calm-soft);white-space:nowrap}
.mark.pass{background:var(--main-soft);color:var(--main)}
.mark.fail,.mark.blocking{background:var(--loss-soft);color:var(--loss)}
.mark.warning{background:var(--wait-soft);color:var(--wait)}
.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(15rem,1fr));gap:0 2rem;margin:.5rem 0}
.facts>div{display:flex;justify-content:space-between;gap:1rem;padding:.36rem 0;border-bottom:1px solid var(--rule);font-size:.9rem}
.facts dt{color:var(--soft)}.facts dd{margin:0;text-align:right;overflow-wrap:anywhere}
.chart{margin:.5rem 0 2.2rem}
.chart .plot{position:relative;margin:0 0 0 3.4rem;height:9rem}
.chart.tall .plot{height:17rem}
.chart.square{max-width:24rem}.chart.square .plot{height:auto;aspect-ratio:1}
.chart.square figcaption{margin-top:2rem}
.chart svg{position:absolute;inset:0;width:100%;height:100%;overflow:visible}
.chart svg *{vector-effect:non-scaling-stroke}
.grid{stroke:var(--grid);stroke-width:1}.zero{stroke:var(--soft);stroke-width:1}
.line{fill:none;stroke-width:1.6;stroke-linejoin:round}
.line.main{stroke:var(--main)}.line.loss{stroke:var(--loss)}.line.bench{stroke:var(--soft);stroke-dasharray:6 3}.line.cash{stroke:var(--soft);stroke-dasharray:1 3}
.legend{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;margin-top:1.6rem;font-size:.75rem;color:var(--soft)}.chart .swatch{position:static;display:inline-block;width:1.6rem;height:.3rem;vertical-align:middle}
.area{stroke:none}.area.main{fill:var(--main-soft)}.area.loss{fill:var(--loss-soft)}
.bar.main{fill:var(--main)}.bar.loss{fill:var(--loss)}
.hover{fill:transparent}.hover:hover{fill:var(--calm-soft)}
.ideal{stroke:var(--soft);stroke-width:1;stroke-dasharray:4 4}
.price svg{overflow:hidden}
.wick{stroke-width:1;fill:none}.wick.up,.body.up{stroke:var(--main)}.wick.down,.body.down{stroke:var(--loss)}
.body{stroke-width:1}.body.up{fill:var(--card)}.body.down{fill:var(--loss)}
.zone .outline{fill:none;stroke-width:1;stroke-dasharray:3 3}.zone .known{stroke:none}
.zone.up .outline{stroke:var(--main)}.zone.down .outline{stroke:var(--loss)}.zone.flat .outline{stroke:var(--soft)}
.zone.up .known{fill:var(--main-soft)}.zone.down .known{fill:var(--loss-soft)}.zone.flat .known{fill:var(--calm-soft)}
.level{stroke-width:1.4;stroke-dasharray:6 3}.level.up{stroke:var(--main)}.level.down{stroke:var(--loss)}.level.flat{stroke:var(--soft)}
.pin{position:absolute;font-size:.6rem;line-height:1;white-space:nowrap;transform:translate(-50%,-50%);cursor:default}
.price .name{position:absolute;font-size:.6rem;line-height:1.1;white-space:nowrap;pointer-events:none;text-shadow:0 0 2px var(--card),0 0 2px var(--card)}.name.flat{color:var(--soft)}.level.slant{stroke-width:2;stroke-dasharray:none}
.name.up{color:var(--main)}.name.down{color:var(--loss)}
.evidence{position:absolute;width:.55rem;height:.55rem;border:1.5px solid;border-radius:50%;box-shadow:0 0 0 1px var(--card),inset 0 0 0 1px var(--card);transform:translate(-50%,-50%);cursor:default}.evidence.up{color:var(--main)}.evidence.down{color:var(--loss)}
.pin.up{color:var(--main);margin-top:.55rem}.pin.down{color:var(--loss);margin-top:-.55rem}.pin.flat{color:var(--soft)}
.dot{fill:var(--main);fill-opacity:.75}
.points{fill:none;stroke:var(--main);stroke-width:4;stroke-linecap:round;stroke-opacity:.6}
.points.strong{stroke-width:8;stroke-opacity:1}.points.low{stroke:var(--loss)}.points.middle{stroke:var(--soft);stroke-opacity:.45}
.whisker{stroke:var(--main);stroke-width:2}.dashed{stroke-dasharray:5 4}
.chart.small .plot{height:9rem}.chart.small figcaption{margin-top:1.9rem}
.multiples{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,17rem),1fr));gap:0 2rem}
.intervals{list-style:none;margin:0;padding:0;font-size:.85rem}
.intervals li{display:grid;grid-template-columns:minmax(7rem,11rem) 1fr 3.6rem;gap:.75rem;align-items:center;padding:.15rem 0}
.intervals svg{width:100%;height:1.1rem;overflow:visible}.intervals svg *{vector-effect:non-scaling-stroke}
.shap svg{height:1.7rem}
.intervals .name{overflow:hidden;text-overflow:ellipsis;white-space:nowrap;font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.92em}
.intervals .num{text-align:right}
.tick{position:absolute;font-size:.75rem;line-height:1;color:var(--soft);white-space:nowrap;font-variant-numeric:tabular-nums}
.tick.y{right:100%;padding-right:.5rem;transform:translateY(-50%)}
.tick.x{top:100%;padding-top:.45rem;transform:translateX(-50%)}
.months td,.months th{padding:.35rem .45rem;white-space:nowrap}
.months th:first-child{padding-left:0}
.months .total{font-weight:600;border-left:1px solid var(--rule)}
.heat.up{background:color-mix(in srgb,var(--main) calc(var(--strength)*.45),transparent)}
.heat.down{background:color-mix(in srgb,var(--loss) calc(var(--strength)*.45),transparent)}
.columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,20rem),1fr));gap:0 2.5rem}
.sharebars{list-style:none;margin:0;padding:0;font-size:.85rem}
.sharebars li{display:grid;grid-template-columns:minmax(7rem,11rem) 1fr 4rem;gap:.75rem;align-items:center;padding:.2rem 0}
.sharebars .name{overflow:hidden;text-overflow:ellipsis;white-space:nowrap;font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.92em}
.sharebars .num{text-align:right}
.ratings td,.ratings th{padding-right:1rem;white-space:nowrap}.ratings table{font-size:.85rem}.ratings .interval{display:block;font-size:.92em}
.clusters{padding-left:1.2rem}.clusters li{margin:.35rem 0;overflow-wrap:anywhere}
.track{height:.6rem}.fill{display:block;height:100%;background:var(--main);border-radius:0 3px 3px 0;min-width:1px}
.confusion{max-width:26rem}
.right-call{background:var(--main-soft)}.wrong-call{background:var(--loss-soft)}
.confusion td,.confusion th{padding:.5rem .75rem}
.reasons,.findings,.timeline{padding-left:1.2rem;margin:.75rem 0}
.reasons li,.findings>li{margin:.35rem 0;overflow-wrap:anywhere}
.findings{list-style:none;padding:0}
.findings>li{border-left:4px solid var(--rule);padding:.15rem 0 .15rem .8rem}
.findings>.warning{border-color:var(--wait)}.findings>.blocking{border-color:var(--loss)}
.timeline li{margin:.5rem 0}
blockquote{margin:.3rem 0;padding-left:.8rem;border-left:3px solid var(--rule);color:var(--soft);white-space:pre-wrap;overflow-wrap:anywhere}
.messages{list-style:none;margin:1rem 0;padding:0;font-size:.92rem}
.messages li{display:grid;grid-template-columns:9.5rem 1fr;gap:1rem;padding:.45rem 0;border-bottom:1px solid var(--rule)}
.messages li:last-child{border-bottom:0}
.messages span{overflow-wrap:anywhere}
.role{color:var(--soft)}
details{margin:1rem 0 0;border-top:1px solid var(--rule);padding-top:.7rem}
summary{cursor:pointer;font-weight:500;font-size:.92rem}
pre{overflow:auto;max-height:34rem;padding:1rem;border-radius:8px;background:var(--bg);margin:.75rem 0 0}
footer{color:var(--soft);font-size:.85rem;margin-top:1.75rem}
@media (max-width:54rem){.price .name{display:none}}
@media (max-width:40rem){
.sheet{padding:1.5rem .8rem 2rem}section{padding:1.15rem 1rem}
.messages li{grid-template-columns:1fr;gap:.1rem}
.chart .plot{margin-left:2.9rem}.chart.tall .plot{height:13rem}
.tick.x:nth-of-type(even){display:none}
.sharebars li,.intervals li{grid-template-columns:7rem 1fr 3.4rem}
.tiles{grid-template-columns:1fr 1fr}.tiles dd{font-size:1.2rem}}
@media print{
:root{--bg:#fff;--card:#fff;--ink:#000;--soft:#444;--rule:#ccc;--grid:#e4e4e4;--main:#0a66a8;--loss:#b84a00}
body{font-size:10.5pt}.sheet{max-width:none;padding:0}nav,.skip{display:none}
section{border:0;padding:0;margin:0 0 1.4rem;break-inside:auto}
h2,h3{break-after:avoid}tr,figure,.tiles{break-inside:avoid}
.scroll{overflow:visible}details::details-content{content-visibility:visible;block-size:auto}pre{max-height:none;white-space:pre-wrap}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`;
