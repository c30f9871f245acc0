"""The LMS's side of the event bus, by the libraries of Open edX: `open_edx.py write|read <redis url> [count]`."""
import json
import sys
from datetime import datetime, timezone

from django.conf import settings

ACTION, URL = sys.argv[1:3]

settings.configure(
    EVENT_BUS_REDIS_CONNECTION_URL=URL,
    EVENT_BUS_TOPIC_PREFIX="dev",
    EVENT_BUS_REDIS_CONSUMER_POLL_TIMEOUT=1,
    SERVICE_VARIANT="lms",
    EVENTS_SERVICE_NAME="lms",
    INSTALLED_APPS=["openedx_events"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    WAFFLE_SWITCH_DEFAULT=True,
    WAFFLE_FLAG_DEFAULT=True,
    CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
)

import django  # noqa: E402

django.setup()

from edx_event_bus_redis.internal.message import RedisMessage  # noqa: E402
from edx_event_bus_redis.internal.producer import create_producer  # noqa: E402
from opaque_keys.edx.keys import CourseKey  # noqa: E402
from openedx_events.data import EventsMetadata  # noqa: E402
from openedx_events.event_bus.avro.deserializer import deserialize_bytes_to_event_data  # noqa: E402
from openedx_events.learning.data import CertificateData, CourseData, UserData, UserPersonalData  # noqa: E402
from openedx_events.learning.signals import CERTIFICATE_CREATED, CERTIFICATE_REVOKED  # noqa: E402
from openedx_events.tooling import OpenEdxPublicSignal  # noqa: E402
from walrus import Database  # noqa: E402

CERTIFICATES = "learning-certificate-lifecycle"
PROGRAMS = "dev-learning-program-certificate-lifecycle"


def write():
    """An award and a revocation of each of two learners."""
    producer = create_producer()
    for number, (name, signal) in enumerate(
        [("peer_one", CERTIFICATE_CREATED), ("peer_two", CERTIFICATE_CREATED), ("peer_two", CERTIFICATE_REVOKED)]
    ):
        certificate = CertificateData(
            user=UserData(
                id=9000 + len(name) + (name == "peer_two"),
                is_active=True,
                pii=UserPersonalData(username=name, email=f"{name}@learners.example", name="Łucja 🎓"),
            ),
            course=CourseData(course_key=CourseKey.from_string("course-v1:edX+DemoX+2026_T3"), display_name="Démo ☃"),
            mode="verified",
            grade="0.92",
            download_url="",
            name="Łucja 🎓",
            current_status="downloadable" if signal is CERTIFICATE_CREATED else "unavailable",
            previous_status="",
        )
        producer.send(
            signal=signal,
            topic=CERTIFICATES,
            event_key_field="certificate.course.course_key",
            event_data={"certificate": certificate},
            event_metadata=EventsMetadata(
                event_type=signal.event_type,
                minorversion=0,
                source="openedx/lms/web",
                sourcehost="lms-1",
                time=datetime(2026, 11, 20, 8, 30, number, 123456, tzinfo=timezone.utc),
            ),
        )


def read():
    """Every entry about programs, as a receiver of the signal gets it."""
    for entry in Database.from_url(URL).Stream(PROGRAMS).range():
        message = RedisMessage.parse(entry, PROGRAMS)
        metadata = message.event_metadata
        signal = OpenEdxPublicSignal.get_signal_by_type(metadata.event_type)
        data = deserialize_bytes_to_event_data(message.event_data, signal)["program_certificate"]
        line = {
            "type": metadata.event_type,
            "source": metadata.source,
            "library": list(metadata.sourcelib),
            "time": metadata.time.isoformat(),
            "user": data.user.id,
            "username": data.user.pii.username,
            "program": data.program.uuid,
            "program_type": data.program.program_type,
            "uuid": data.uuid,
            "status": data.status,
            "url": data.url,
            "available": data.certificate_available_date,
        }
        print(json.dumps(line))


{"write": write, "read": read}[ACTION]()
