"""What the words of a query say beside their subject: which part of a report, whose post, which field, which year."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from assistant import resources
from index import Answer, Corpus, Facets, Query

_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_GROUP = re.compile(r"班子|党组|党委会|常委会|支委会|总支")
_ONE = re.compile(r"书记|[局厅部处科所院校镇乡县市区省]长|主任|主席|董事长|个人|本人")
# A word of two characters names a topic beside a part of the report ("学习 原因"); alone it is too often said of something else.
_ONE_WORD, _TELLING = 2, 3
# The first that fits wins: "去年的问题" asks how it was put right, "问题的原因" asks for the cause.
_KINDS = (
    ("rectification", re.compile(r"去年|上年|上次|上一年|整改(?:落实|完成)?情况|改得怎么样|改了没")),
    ("statement", re.compile(r"个人(?:有关)?事项|家属(?!院)|房产|房子车子|家里情况")),
    ("case", re.compile(r"案例|典型|以案|通报的|警示")),
    ("opening", re.compile(r"开头|开场|会前|征求意见|谈心谈话")),
    ("closing", re.compile(r"结尾|结束语|收尾|表态|最后说|请.{0,4}批评")),
    ("causes", re.compile(r"原因|根源|根子|为什么|为啥|为何|症结|怎么会|怎么想的|病根")),
    (
        "measures",
        re.compile(r"措施|打算|今后|以后|下一步|怎么(?:改|办|解决|加强)|怎样改|如何(?:改|加强|解决)|努力方向|整改"),
    ),
    ("problems", re.compile(r"问题|不足|差距|短板|表现|毛病|没做好|缺点")),
)


def hints(text: str) -> Facets:
    """What to prefer for a query typed as officials type; nothing is excluded by it."""
    who, level = _post(text)
    year = _YEAR.search(text)
    kind = next((kind for kind, cue in _KINDS if cue.search(text)), None)
    return Facets(
        kind=kind,
        topics=_topics(text, least=_ONE_WORD if kind else _TELLING),
        meeting=year[1] if year else None,
        who=who,
        level=level,
        portfolio=tuple(name for names, cues in _fields() if any(cue in text for cue in cues) for name in names),
    )


def find(corpus: Corpus, query: Query) -> Answer:
    """The answer to a query as officials type it: what its words hint at is preferred.

    A query that only names a topic and a field of work ("作风建设 教育") means the passages that are of both: these come
    first, then what the words alone bring.
    """
    liked = replace(query, prefer=hints(query.text))
    named = naming(query.text)
    only = replace(
        query.only, topics=query.only.topics or named.topics, portfolio=query.only.portfolio or named.portfolio
    )
    if not (named.topics and named.portfolio) or only == query.only:
        return corpus.search(liked)
    first = corpus.search(replace(liked, only=only))
    if len(first.hits) >= query.limit:
        return first
    known = {hit.passage.id for hit in first.hits}
    rest = (hit for hit in corpus.search(liked).hits if hit.passage.id not in known)
    return replace(first, hits=(*first.hits, *rest)[: query.limit])


def naming(text: str) -> Facets:
    """The topic and field a query names when it says nothing else beside them; empty facets otherwise."""
    topics = [(id, cues[0]) for id, cues in _signals() if cues[0] in text]
    if len(topics) != 1:
        return Facets()
    rest = text.replace(topics[0][1], "", 1)
    named = [(names, name) for names, _ in _fields() for name in names if name in rest]
    if not named:
        return Facets()
    # "教育" stands inside "退役军人教育" too: the longest name is meant.
    names, name = max(named, key=lambda pair: len(pair[1]))
    if re.sub(r"问题|原因|措施|方面|工作|领域|分管|怎么写|的|[\W_]", "", rest.replace(name, "", 1)):
        return Facets()
    return Facets(topics=(topics[0][0],), portfolio=names)


def _post(text: str) -> tuple[str | None, str | None]:
    """Voice and level by the longest post named, the voice else by how it ends."""
    found = max((post for post in _posts() if post[0] in text), key=lambda post: len(post[0]), default=None)
    if found is not None:
        return found[1], found[2]
    who = "group" if _GROUP.search(text) else "individual" if _ONE.search(text) else None
    return who, None


def _topics(text: str, *, least: int) -> tuple[str, ...]:
    """The topic most of the words belong to; two when they are even; none where they are fewer characters than `least`."""
    weights = {id: sum(len(signal) for signal in signals if signal in text) for id, signals in _signals()}
    best = max(weights.values(), default=0)
    found = tuple(id for id, weight in weights.items() if best >= least and weight == best)
    return found if len(found) <= 2 else ()


@cache
def _posts() -> tuple[tuple[str, str, str | None], ...]:
    return tuple((post.name, post.who, post.level) for post in resources.lexicon().posts)


@cache
def _signals() -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((topic.id, (topic.name, *topic.signals)) for topic in resources.topics())


@cache
def _fields() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """For each field all its names, and the words that show it."""
    fields = []
    for field in resources.portfolios():
        names = tuple(dict.fromkeys((field.name, *field.aliases)))
        fields.append((names, (*names, *(word for word in field.vocabulary if len(word) > 2))))
    return tuple(fields)
