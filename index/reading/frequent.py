"""Which characters Chinese text is made of, as far as telling encodings apart needs it."""

from __future__ import annotations

from functools import cache

# About the 500 most frequent characters of modern Chinese, those of official reports, and their traditional forms.
FREQUENT = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得"
    "经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事"
    "平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题"
    "党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被"
    "干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更"
    "单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研"
    "界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往市克何除消构府"
    "称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严"
    "督察纪检违廉洁刻摆班忠诚纲村镇乡街区站在贯彻落精神担当履责问题剖析谈批评自我足措施整改原因够浮弱松软散懒慢抓促推守底廉腐警惕"
    "關於個國為來時們發會對產種動過說經進後學實體機當點業從應開還與各線數變條沒結問題總設長區統論決戰據處隊給導壓認權證轉單風帶場"
    "車務達積議聲報離華確張馬節話書須際驗連斷難礦備辦勞團歷構稱準號維劃選標寫親屬圓調滿縣參紅細聽該鐵價嚴黨員幹責擔貫徹習觀眾"
    "乡镇这两学习思想习近平新时代特色社会主义市委书记副长县局村支部委员会同志材料照材料对照检查"
)
PUNCTUATION = frozenset(
    "，。、；：？！“”‘’（）《》〈〉【】〔〕「」『』—…·％\u3000①②③④⑤⑥⑦⑧⑨⑩×〇○●■＋－～／．０１２３４５６７８９"
)


@cache
def familiarity(character: str) -> float:
    """From 1 (text is full of it) to -3 (no text has it); ASCII and its controls are not asked about."""
    if character in FREQUENT or character in PUNCTUATION:
        return 1.0
    code = ord(character)
    if 0x4E00 <= code <= 0x9FFF:
        return _hanzi(character)
    if character in "\u00a0\u00b0\u00b1\u00d7\u2103\u2022\u25a1\u2605\u25cf\u25b2\u25c6\u2160\u2161\u2162":
        return 0.3
    if 0xFF01 <= code <= 0xFF5E or 0x2460 <= code <= 0x249B or 0x2010 <= code <= 0x2027:
        return 0.3
    return -1.0 if character.isprintable() and not 0xE000 <= code <= 0xF8FF else -3.0


def _hanzi(character: str) -> float:
    simplified = _lead(character, "gb2312")
    if 0xB0 <= simplified <= 0xD7:
        return 0.6
    if 0xA4 <= _lead(character, "big5") <= 0xC6:
        return 0.3
    return 0.0 if simplified else -0.7


def _lead(character: str, encoding: str) -> int:
    """First byte of the character in an encoding that puts common characters first; 0 if it lacks the character."""
    try:
        return character.encode(encoding)[0]
    except UnicodeEncodeError:
        return 0
