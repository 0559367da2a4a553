"""Queries of every form the clients' documentation shows."""

from ftrack_api.exception import MultipleResultsFoundError, NoResultFoundError, ServerError

from studio import raises


def family(studio):
    """Return a sequence with two shots of two tasks each, the same for all checks."""
    if not hasattr(studio, "sequence"):
        session = studio.session
        studio.sequence = session.create("Sequence", {"name": "sq_query", "parent": studio.project})
        for shot_name in ("sh010", "sh020"):
            shot = session.create("Shot", {"name": shot_name, "parent": studio.sequence})
            for task_name in ("animation", "lighting"):
                session.create("Task", {"name": task_name, "parent": shot, "bid": 3600.0 * len(task_name)})
        session.commit()
    return studio.sequence


def names(studio, expression):
    return [entity["name"] for entity in studio.session.query(expression)]


def within(studio):
    return 'ancestors.id is "%s"' % family(studio)["id"]


def check_one_first_and_all(studio):
    sequence = family(studio)
    query = 'Shot where parent.id is "%s" order by name'
    shots = studio.session.query(query % sequence["id"])
    assert shots.first()["name"] == "sh010"
    assert [shot["name"] for shot in shots.all()] == ["sh010", "sh020"]
    assert len(shots) == 2 and shots[1]["name"] == "sh020"
    raises(MultipleResultsFoundError, shots.one)
    raises(NoResultFoundError, studio.session.query("Shot where name is nothing").one)
    assert studio.session.query("Shot where name is nothing").first() is None


def check_pages_are_followed(studio):
    family(studio)
    expression = "select name from Task where %s order by parent.name, name" % within(studio)
    paged = studio.session.query(expression, page_size=1)
    assert [task["name"] for task in paged] == ["animation", "lighting"] * 2


def check_limit_and_offset(studio):
    expression = "select name from Task where %s order by parent.name, name limit 2 offset 1" % within(studio)
    assert names(studio, expression) == ["lighting", "animation"]


def check_the_server_may_answer_smaller_pages(studio):
    family(studio)
    studio.set_faults(largestPage=1)
    try:
        expression = "select name from Task where %s order by parent.name, name" % within(studio)
        assert names(studio, expression) == ["animation", "lighting"] * 2
    finally:
        studio.set_faults(largestPage=None)


def check_comparisons(studio):
    where = within(studio)
    for condition, count in (
        ("name is animation", 2),
        ('name is "ANIMATION"', 2),
        ("name is_not animation", 2),
        ("name != animation", 2),
        ('name like "%ight%"', 2),
        ('name not_like "%ight%"', 2),
        ("name in (animation, 'lighting')", 4),
        ("name not_in ('animation',)", 2),
        ("bid > 30000", 2),
        ("bid >= 28800 and bid < 32400", 2),
        ("not name is animation", 2),
        ("(name is animation or name is lighting) and parent.name is sh010", 2),
        ("description is None", 4),
        ("thumbnail_id = none", 4),
        ("parent is_not None", 4),
        ("created_at after 2020-01-01", 4),
        ('created_at before "2020-01-01 10:00:00"', 0),
        ('status.name is "not started"', 4),
        ("status.state.short != DONE", 4),
        ("parent has (name is sh020)", 2),
        ("parent[Shot].parent[Sequence].name is sq_query", 4),
        ("parent[Folder].name is sh010", 0),
        ("assignments any ()", 0),
        ("not assignments any (resource.username is bob)", 4),
        ("project_id in (select id from Project where name is \"%s\")" % studio.project["name"], 4),
    ):
        found = studio.session.query("select id from Task where %s and %s" % (where, condition)).all()
        assert len(found) == count, (condition, len(found))


def check_collections(studio):
    sequence = family(studio)
    assert names(studio, 'Sequence where children any (name is sh010) and id is "%s"' % sequence["id"])
    assert len(studio.session.query('Shot where children.name is lighting and %s' % within(studio)).all()) == 2
    assert len(studio.session.query('Project where descendants any (id is "%s")' % sequence["id"]).all()) == 1
    assert len(studio.session.query('Context where descendants any (id is "%s")' % sequence["id"]).all()) == 1


def check_polymorphic_types(studio):
    found = studio.session.query("TypedContext where %s" % within(studio)).all()
    assert sorted(entity.entity_type for entity in found) == ["Shot"] * 2 + ["Task"] * 4
    flagged = 'select name from TypedContext where %s and object_type.name in ("Shot")' % within(studio)
    assert sorted(names(studio, flagged)) == ["sh010", "sh020"]


def check_projections_are_read_at_once(studio):
    expression = (
        "select name, status.state.short, parent.parent.name, parent.children.name, object_type.name "
        "from Task where %s order by name" % within(studio)
    )
    task = studio.session.query(expression).first()
    with studio.session.auto_populating(False):
        assert task["status"]["state"]["short"] == "NOT_STARTED"
        assert task["parent"]["parent"]["name"] == "sq_query"
        assert [child["name"] for child in task["parent"]["children"]] == ["animation", "lighting"]


def check_attributes_are_read_when_needed(studio):
    with studio.open_session() as session:
        task = session.query("Task where %s and parent.name is sh010 and name is lighting" % within(studio)).one()
        assert task["parent"]["parent"]["name"] == "sq_query"
        assert [entity["name"] for entity in task["ancestors"]] == ["sq_query", "sh010"]
        assert [step["name"] for step in task["link"]][1:] == ["sq_query", "sh010", "lighting"]
        assert [step["type"] for step in task["link"]] == ["Project"] + ["TypedContext"] * 3
        assert task["project"]["id"] == studio.project["id"]


def check_several_entities_are_populated_by_one_query(studio):
    with studio.open_session() as session:
        tasks = session.query("select id from Task where %s" % within(studio)).all()
        session.populate(tasks, "name, bid, type.name, assignments.resource.username")
        with session.auto_populating(False):
            assert all(task["bid"] > 0 and task["type"]["name"] for task in tasks)


def check_get_by_key(studio):
    sequence = family(studio)
    with studio.open_session() as session:
        assert session.get("Sequence", sequence["id"])["name"] == "sq_query"
        assert session.get("Context", sequence["id"]).entity_type == "Sequence"
        assert session.get("Sequence", "not-there") is None


def check_newline_and_spaces_are_free(studio):
    expression = """
        select name from Task
        where %s
            and name is   "animation"
        order by   parent.name descending
    """
    assert names(studio, (expression % within(studio)).strip()) == ["animation"] * 2


def check_groups_are_counted(studio):
    family(studio)
    operation = {
        "action": "query",
        "expression": 'select count(id) from Task where project_id is "%s" group by name' % studio.project["id"],
    }
    with studio.open_session(strict_api=True) as session:
        groups = session.call([operation])[0]["data"]
    assert {"count_id": 2, "name": "animation"} in groups, groups


def check_mistakes_are_told(studio):
    for expression in (
        "select nonsense from Task",
        "Task where nonsense is x",
        "Task where (name is x",
        "Task where name",
        "select custom_attribute_links from Task",
        "Task where link is x",
    ):
        raises(ServerError, lambda: studio.session.query(expression).all(), "ParseError")
    raises(KeyError, lambda: studio.session.query("Nothing").all())
