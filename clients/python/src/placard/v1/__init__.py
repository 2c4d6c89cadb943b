"""`placard.v1`: messages, enums and stubs. Written by `make generate`."""

from placard.v1.asset_pb2 import *  # noqa: F403
from placard.v1.batch_pb2 import *  # noqa: F403
from placard.v1.delivery_pb2 import *  # noqa: F403
from placard.v1.error_reason_pb2 import *  # noqa: F403
from placard.v1.event_pb2 import *  # noqa: F403
from placard.v1.event_service_pb2 import *  # noqa: F403
from placard.v1.event_service_pb2_grpc import *  # noqa: F403
from placard.v1.recovery_pb2 import *  # noqa: F403
from placard.v1.render_pb2 import *  # noqa: F403
from placard.v1.render_service_pb2 import *  # noqa: F403
from placard.v1.render_service_pb2_grpc import *  # noqa: F403
from placard.v1.render_spec_pb2 import *  # noqa: F403
from placard.v1.scene_pb2 import *  # noqa: F403
from placard.v1.template_pb2 import *  # noqa: F403
from placard.v1.template_service_pb2 import *  # noqa: F403
from placard.v1.template_service_pb2_grpc import *  # noqa: F403
from placard.v1.trigger_pb2 import *  # noqa: F403
from placard.v1.trigger_service_pb2 import *  # noqa: F403
from placard.v1.trigger_service_pb2_grpc import *  # noqa: F403
from placard.v1.usage_pb2 import *  # noqa: F403
from placard.v1.webhook_subscription_pb2 import *  # noqa: F403
from placard.v1.webhook_subscription_service_pb2 import *  # noqa: F403
from placard.v1.webhook_subscription_service_pb2_grpc import *  # noqa: F403
from placard.v1.workspace_pb2 import *  # noqa: F403
from placard.v1.workspace_service_pb2 import *  # noqa: F403
from placard.v1.workspace_service_pb2_grpc import *  # noqa: F403
