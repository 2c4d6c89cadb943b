package dev.placard.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * Webhook endpoints, and what became of everything sent: to them, to triggers' callbacks and to renders' own webhooks.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class WebhookSubscriptionServiceGrpc {

  private WebhookSubscriptionServiceGrpc() {}

  public static final java.lang.String SERVICE_NAME = "placard.v1.WebhookSubscriptionService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.CreateSubscriptionRequest,
      dev.placard.v1.CreateSubscriptionResponse> getCreateSubscriptionMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CreateSubscription",
      requestType = dev.placard.v1.CreateSubscriptionRequest.class,
      responseType = dev.placard.v1.CreateSubscriptionResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.CreateSubscriptionRequest,
      dev.placard.v1.CreateSubscriptionResponse> getCreateSubscriptionMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.CreateSubscriptionRequest, dev.placard.v1.CreateSubscriptionResponse> getCreateSubscriptionMethod;
    if ((getCreateSubscriptionMethod = WebhookSubscriptionServiceGrpc.getCreateSubscriptionMethod) == null) {
      synchronized (WebhookSubscriptionServiceGrpc.class) {
        if ((getCreateSubscriptionMethod = WebhookSubscriptionServiceGrpc.getCreateSubscriptionMethod) == null) {
          WebhookSubscriptionServiceGrpc.getCreateSubscriptionMethod = getCreateSubscriptionMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.CreateSubscriptionRequest, dev.placard.v1.CreateSubscriptionResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CreateSubscription"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.CreateSubscriptionRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.CreateSubscriptionResponse.getDefaultInstance()))
              .setSchemaDescriptor(new WebhookSubscriptionServiceMethodDescriptorSupplier("CreateSubscription"))
              .build();
        }
      }
    }
    return getCreateSubscriptionMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.GetSubscriptionRequest,
      dev.placard.v1.GetSubscriptionResponse> getGetSubscriptionMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetSubscription",
      requestType = dev.placard.v1.GetSubscriptionRequest.class,
      responseType = dev.placard.v1.GetSubscriptionResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.GetSubscriptionRequest,
      dev.placard.v1.GetSubscriptionResponse> getGetSubscriptionMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.GetSubscriptionRequest, dev.placard.v1.GetSubscriptionResponse> getGetSubscriptionMethod;
    if ((getGetSubscriptionMethod = WebhookSubscriptionServiceGrpc.getGetSubscriptionMethod) == null) {
      synchronized (WebhookSubscriptionServiceGrpc.class) {
        if ((getGetSubscriptionMethod = WebhookSubscriptionServiceGrpc.getGetSubscriptionMethod) == null) {
          WebhookSubscriptionServiceGrpc.getGetSubscriptionMethod = getGetSubscriptionMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.GetSubscriptionRequest, dev.placard.v1.GetSubscriptionResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetSubscription"))
              .setSafe(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.GetSubscriptionRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.GetSubscriptionResponse.getDefaultInstance()))
              .setSchemaDescriptor(new WebhookSubscriptionServiceMethodDescriptorSupplier("GetSubscription"))
              .build();
        }
      }
    }
    return getGetSubscriptionMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.ListSubscriptionsRequest,
      dev.placard.v1.ListSubscriptionsResponse> getListSubscriptionsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListSubscriptions",
      requestType = dev.placard.v1.ListSubscriptionsRequest.class,
      responseType = dev.placard.v1.ListSubscriptionsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.ListSubscriptionsRequest,
      dev.placard.v1.ListSubscriptionsResponse> getListSubscriptionsMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.ListSubscriptionsRequest, dev.placard.v1.ListSubscriptionsResponse> getListSubscriptionsMethod;
    if ((getListSubscriptionsMethod = WebhookSubscriptionServiceGrpc.getListSubscriptionsMethod) == null) {
      synchronized (WebhookSubscriptionServiceGrpc.class) {
        if ((getListSubscriptionsMethod = WebhookSubscriptionServiceGrpc.getListSubscriptionsMethod) == null) {
          WebhookSubscriptionServiceGrpc.getListSubscriptionsMethod = getListSubscriptionsMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.ListSubscriptionsRequest, dev.placard.v1.ListSubscriptionsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListSubscriptions"))
              .setSafe(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.ListSubscriptionsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.ListSubscriptionsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new WebhookSubscriptionServiceMethodDescriptorSupplier("ListSubscriptions"))
              .build();
        }
      }
    }
    return getListSubscriptionsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.UpdateSubscriptionRequest,
      dev.placard.v1.UpdateSubscriptionResponse> getUpdateSubscriptionMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "UpdateSubscription",
      requestType = dev.placard.v1.UpdateSubscriptionRequest.class,
      responseType = dev.placard.v1.UpdateSubscriptionResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.UpdateSubscriptionRequest,
      dev.placard.v1.UpdateSubscriptionResponse> getUpdateSubscriptionMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.UpdateSubscriptionRequest, dev.placard.v1.UpdateSubscriptionResponse> getUpdateSubscriptionMethod;
    if ((getUpdateSubscriptionMethod = WebhookSubscriptionServiceGrpc.getUpdateSubscriptionMethod) == null) {
      synchronized (WebhookSubscriptionServiceGrpc.class) {
        if ((getUpdateSubscriptionMethod = WebhookSubscriptionServiceGrpc.getUpdateSubscriptionMethod) == null) {
          WebhookSubscriptionServiceGrpc.getUpdateSubscriptionMethod = getUpdateSubscriptionMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.UpdateSubscriptionRequest, dev.placard.v1.UpdateSubscriptionResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "UpdateSubscription"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.UpdateSubscriptionRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.UpdateSubscriptionResponse.getDefaultInstance()))
              .setSchemaDescriptor(new WebhookSubscriptionServiceMethodDescriptorSupplier("UpdateSubscription"))
              .build();
        }
      }
    }
    return getUpdateSubscriptionMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.DeleteSubscriptionRequest,
      dev.placard.v1.DeleteSubscriptionResponse> getDeleteSubscriptionMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DeleteSubscription",
      requestType = dev.placard.v1.DeleteSubscriptionRequest.class,
      responseType = dev.placard.v1.DeleteSubscriptionResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.DeleteSubscriptionRequest,
      dev.placard.v1.DeleteSubscriptionResponse> getDeleteSubscriptionMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.DeleteSubscriptionRequest, dev.placard.v1.DeleteSubscriptionResponse> getDeleteSubscriptionMethod;
    if ((getDeleteSubscriptionMethod = WebhookSubscriptionServiceGrpc.getDeleteSubscriptionMethod) == null) {
      synchronized (WebhookSubscriptionServiceGrpc.class) {
        if ((getDeleteSubscriptionMethod = WebhookSubscriptionServiceGrpc.getDeleteSubscriptionMethod) == null) {
          WebhookSubscriptionServiceGrpc.getDeleteSubscriptionMethod = getDeleteSubscriptionMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.DeleteSubscriptionRequest, dev.placard.v1.DeleteSubscriptionResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DeleteSubscription"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.DeleteSubscriptionRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.DeleteSubscriptionResponse.getDefaultInstance()))
              .setSchemaDescriptor(new WebhookSubscriptionServiceMethodDescriptorSupplier("DeleteSubscription"))
              .build();
        }
      }
    }
    return getDeleteSubscriptionMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.SendTestEventRequest,
      dev.placard.v1.SendTestEventResponse> getSendTestEventMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "SendTestEvent",
      requestType = dev.placard.v1.SendTestEventRequest.class,
      responseType = dev.placard.v1.SendTestEventResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.SendTestEventRequest,
      dev.placard.v1.SendTestEventResponse> getSendTestEventMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.SendTestEventRequest, dev.placard.v1.SendTestEventResponse> getSendTestEventMethod;
    if ((getSendTestEventMethod = WebhookSubscriptionServiceGrpc.getSendTestEventMethod) == null) {
      synchronized (WebhookSubscriptionServiceGrpc.class) {
        if ((getSendTestEventMethod = WebhookSubscriptionServiceGrpc.getSendTestEventMethod) == null) {
          WebhookSubscriptionServiceGrpc.getSendTestEventMethod = getSendTestEventMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.SendTestEventRequest, dev.placard.v1.SendTestEventResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "SendTestEvent"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.SendTestEventRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.SendTestEventResponse.getDefaultInstance()))
              .setSchemaDescriptor(new WebhookSubscriptionServiceMethodDescriptorSupplier("SendTestEvent"))
              .build();
        }
      }
    }
    return getSendTestEventMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.RotateSecretRequest,
      dev.placard.v1.RotateSecretResponse> getRotateSecretMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "RotateSecret",
      requestType = dev.placard.v1.RotateSecretRequest.class,
      responseType = dev.placard.v1.RotateSecretResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.RotateSecretRequest,
      dev.placard.v1.RotateSecretResponse> getRotateSecretMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.RotateSecretRequest, dev.placard.v1.RotateSecretResponse> getRotateSecretMethod;
    if ((getRotateSecretMethod = WebhookSubscriptionServiceGrpc.getRotateSecretMethod) == null) {
      synchronized (WebhookSubscriptionServiceGrpc.class) {
        if ((getRotateSecretMethod = WebhookSubscriptionServiceGrpc.getRotateSecretMethod) == null) {
          WebhookSubscriptionServiceGrpc.getRotateSecretMethod = getRotateSecretMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.RotateSecretRequest, dev.placard.v1.RotateSecretResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "RotateSecret"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.RotateSecretRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.RotateSecretResponse.getDefaultInstance()))
              .setSchemaDescriptor(new WebhookSubscriptionServiceMethodDescriptorSupplier("RotateSecret"))
              .build();
        }
      }
    }
    return getRotateSecretMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.ListEventTypesRequest,
      dev.placard.v1.ListEventTypesResponse> getListEventTypesMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListEventTypes",
      requestType = dev.placard.v1.ListEventTypesRequest.class,
      responseType = dev.placard.v1.ListEventTypesResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.ListEventTypesRequest,
      dev.placard.v1.ListEventTypesResponse> getListEventTypesMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.ListEventTypesRequest, dev.placard.v1.ListEventTypesResponse> getListEventTypesMethod;
    if ((getListEventTypesMethod = WebhookSubscriptionServiceGrpc.getListEventTypesMethod) == null) {
      synchronized (WebhookSubscriptionServiceGrpc.class) {
        if ((getListEventTypesMethod = WebhookSubscriptionServiceGrpc.getListEventTypesMethod) == null) {
          WebhookSubscriptionServiceGrpc.getListEventTypesMethod = getListEventTypesMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.ListEventTypesRequest, dev.placard.v1.ListEventTypesResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListEventTypes"))
              .setSafe(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.ListEventTypesRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.ListEventTypesResponse.getDefaultInstance()))
              .setSchemaDescriptor(new WebhookSubscriptionServiceMethodDescriptorSupplier("ListEventTypes"))
              .build();
        }
      }
    }
    return getListEventTypesMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.ListDeliveriesRequest,
      dev.placard.v1.ListDeliveriesResponse> getListDeliveriesMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListDeliveries",
      requestType = dev.placard.v1.ListDeliveriesRequest.class,
      responseType = dev.placard.v1.ListDeliveriesResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.ListDeliveriesRequest,
      dev.placard.v1.ListDeliveriesResponse> getListDeliveriesMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.ListDeliveriesRequest, dev.placard.v1.ListDeliveriesResponse> getListDeliveriesMethod;
    if ((getListDeliveriesMethod = WebhookSubscriptionServiceGrpc.getListDeliveriesMethod) == null) {
      synchronized (WebhookSubscriptionServiceGrpc.class) {
        if ((getListDeliveriesMethod = WebhookSubscriptionServiceGrpc.getListDeliveriesMethod) == null) {
          WebhookSubscriptionServiceGrpc.getListDeliveriesMethod = getListDeliveriesMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.ListDeliveriesRequest, dev.placard.v1.ListDeliveriesResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListDeliveries"))
              .setSafe(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.ListDeliveriesRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.ListDeliveriesResponse.getDefaultInstance()))
              .setSchemaDescriptor(new WebhookSubscriptionServiceMethodDescriptorSupplier("ListDeliveries"))
              .build();
        }
      }
    }
    return getListDeliveriesMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.GetDeliveryRequest,
      dev.placard.v1.GetDeliveryResponse> getGetDeliveryMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetDelivery",
      requestType = dev.placard.v1.GetDeliveryRequest.class,
      responseType = dev.placard.v1.GetDeliveryResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.GetDeliveryRequest,
      dev.placard.v1.GetDeliveryResponse> getGetDeliveryMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.GetDeliveryRequest, dev.placard.v1.GetDeliveryResponse> getGetDeliveryMethod;
    if ((getGetDeliveryMethod = WebhookSubscriptionServiceGrpc.getGetDeliveryMethod) == null) {
      synchronized (WebhookSubscriptionServiceGrpc.class) {
        if ((getGetDeliveryMethod = WebhookSubscriptionServiceGrpc.getGetDeliveryMethod) == null) {
          WebhookSubscriptionServiceGrpc.getGetDeliveryMethod = getGetDeliveryMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.GetDeliveryRequest, dev.placard.v1.GetDeliveryResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetDelivery"))
              .setSafe(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.GetDeliveryRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.GetDeliveryResponse.getDefaultInstance()))
              .setSchemaDescriptor(new WebhookSubscriptionServiceMethodDescriptorSupplier("GetDelivery"))
              .build();
        }
      }
    }
    return getGetDeliveryMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.RedeliverRequest,
      dev.placard.v1.RedeliverResponse> getRedeliverMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "Redeliver",
      requestType = dev.placard.v1.RedeliverRequest.class,
      responseType = dev.placard.v1.RedeliverResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.RedeliverRequest,
      dev.placard.v1.RedeliverResponse> getRedeliverMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.RedeliverRequest, dev.placard.v1.RedeliverResponse> getRedeliverMethod;
    if ((getRedeliverMethod = WebhookSubscriptionServiceGrpc.getRedeliverMethod) == null) {
      synchronized (WebhookSubscriptionServiceGrpc.class) {
        if ((getRedeliverMethod = WebhookSubscriptionServiceGrpc.getRedeliverMethod) == null) {
          WebhookSubscriptionServiceGrpc.getRedeliverMethod = getRedeliverMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.RedeliverRequest, dev.placard.v1.RedeliverResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "Redeliver"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.RedeliverRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.RedeliverResponse.getDefaultInstance()))
              .setSchemaDescriptor(new WebhookSubscriptionServiceMethodDescriptorSupplier("Redeliver"))
              .build();
        }
      }
    }
    return getRedeliverMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.RecoverDeliveriesRequest,
      dev.placard.v1.RecoverDeliveriesResponse> getRecoverDeliveriesMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "RecoverDeliveries",
      requestType = dev.placard.v1.RecoverDeliveriesRequest.class,
      responseType = dev.placard.v1.RecoverDeliveriesResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.RecoverDeliveriesRequest,
      dev.placard.v1.RecoverDeliveriesResponse> getRecoverDeliveriesMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.RecoverDeliveriesRequest, dev.placard.v1.RecoverDeliveriesResponse> getRecoverDeliveriesMethod;
    if ((getRecoverDeliveriesMethod = WebhookSubscriptionServiceGrpc.getRecoverDeliveriesMethod) == null) {
      synchronized (WebhookSubscriptionServiceGrpc.class) {
        if ((getRecoverDeliveriesMethod = WebhookSubscriptionServiceGrpc.getRecoverDeliveriesMethod) == null) {
          WebhookSubscriptionServiceGrpc.getRecoverDeliveriesMethod = getRecoverDeliveriesMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.RecoverDeliveriesRequest, dev.placard.v1.RecoverDeliveriesResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "RecoverDeliveries"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.RecoverDeliveriesRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.RecoverDeliveriesResponse.getDefaultInstance()))
              .setSchemaDescriptor(new WebhookSubscriptionServiceMethodDescriptorSupplier("RecoverDeliveries"))
              .build();
        }
      }
    }
    return getRecoverDeliveriesMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.GetRecoveryRequest,
      dev.placard.v1.GetRecoveryResponse> getGetRecoveryMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetRecovery",
      requestType = dev.placard.v1.GetRecoveryRequest.class,
      responseType = dev.placard.v1.GetRecoveryResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.GetRecoveryRequest,
      dev.placard.v1.GetRecoveryResponse> getGetRecoveryMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.GetRecoveryRequest, dev.placard.v1.GetRecoveryResponse> getGetRecoveryMethod;
    if ((getGetRecoveryMethod = WebhookSubscriptionServiceGrpc.getGetRecoveryMethod) == null) {
      synchronized (WebhookSubscriptionServiceGrpc.class) {
        if ((getGetRecoveryMethod = WebhookSubscriptionServiceGrpc.getGetRecoveryMethod) == null) {
          WebhookSubscriptionServiceGrpc.getGetRecoveryMethod = getGetRecoveryMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.GetRecoveryRequest, dev.placard.v1.GetRecoveryResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetRecovery"))
              .setSafe(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.GetRecoveryRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.GetRecoveryResponse.getDefaultInstance()))
              .setSchemaDescriptor(new WebhookSubscriptionServiceMethodDescriptorSupplier("GetRecovery"))
              .build();
        }
      }
    }
    return getGetRecoveryMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.WatchDeliveriesRequest,
      dev.placard.v1.WatchDeliveriesResponse> getWatchDeliveriesMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "WatchDeliveries",
      requestType = dev.placard.v1.WatchDeliveriesRequest.class,
      responseType = dev.placard.v1.WatchDeliveriesResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
  public static io.grpc.MethodDescriptor<dev.placard.v1.WatchDeliveriesRequest,
      dev.placard.v1.WatchDeliveriesResponse> getWatchDeliveriesMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.WatchDeliveriesRequest, dev.placard.v1.WatchDeliveriesResponse> getWatchDeliveriesMethod;
    if ((getWatchDeliveriesMethod = WebhookSubscriptionServiceGrpc.getWatchDeliveriesMethod) == null) {
      synchronized (WebhookSubscriptionServiceGrpc.class) {
        if ((getWatchDeliveriesMethod = WebhookSubscriptionServiceGrpc.getWatchDeliveriesMethod) == null) {
          WebhookSubscriptionServiceGrpc.getWatchDeliveriesMethod = getWatchDeliveriesMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.WatchDeliveriesRequest, dev.placard.v1.WatchDeliveriesResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "WatchDeliveries"))
              .setSafe(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.WatchDeliveriesRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.WatchDeliveriesResponse.getDefaultInstance()))
              .setSchemaDescriptor(new WebhookSubscriptionServiceMethodDescriptorSupplier("WatchDeliveries"))
              .build();
        }
      }
    }
    return getWatchDeliveriesMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static WebhookSubscriptionServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<WebhookSubscriptionServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<WebhookSubscriptionServiceStub>() {
        @java.lang.Override
        public WebhookSubscriptionServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new WebhookSubscriptionServiceStub(channel, callOptions);
        }
      };
    return WebhookSubscriptionServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static WebhookSubscriptionServiceBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<WebhookSubscriptionServiceBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<WebhookSubscriptionServiceBlockingV2Stub>() {
        @java.lang.Override
        public WebhookSubscriptionServiceBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new WebhookSubscriptionServiceBlockingV2Stub(channel, callOptions);
        }
      };
    return WebhookSubscriptionServiceBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static WebhookSubscriptionServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<WebhookSubscriptionServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<WebhookSubscriptionServiceBlockingStub>() {
        @java.lang.Override
        public WebhookSubscriptionServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new WebhookSubscriptionServiceBlockingStub(channel, callOptions);
        }
      };
    return WebhookSubscriptionServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static WebhookSubscriptionServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<WebhookSubscriptionServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<WebhookSubscriptionServiceFutureStub>() {
        @java.lang.Override
        public WebhookSubscriptionServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new WebhookSubscriptionServiceFutureStub(channel, callOptions);
        }
      };
    return WebhookSubscriptionServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * Webhook endpoints, and what became of everything sent: to them, to triggers' callbacks and to renders' own webhooks.
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Saves a subscription. The secret is answered this once. Needs the scope SUBSCRIPTIONS.
     * </pre>
     */
    default void createSubscription(dev.placard.v1.CreateSubscriptionRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.CreateSubscriptionResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCreateSubscriptionMethod(), responseObserver);
    }

    /**
     * <pre>
     * One subscription. Needs the scope READ.
     * </pre>
     */
    default void getSubscription(dev.placard.v1.GetSubscriptionRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.GetSubscriptionResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetSubscriptionMethod(), responseObserver);
    }

    /**
     * <pre>
     * Subscriptions of the workspace, newest first. Needs the scope READ.
     * </pre>
     */
    default void listSubscriptions(dev.placard.v1.ListSubscriptionsRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.ListSubscriptionsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListSubscriptionsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Changes the fields named by the mask. Needs the scope SUBSCRIPTIONS.
     * </pre>
     */
    default void updateSubscription(dev.placard.v1.UpdateSubscriptionRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.UpdateSubscriptionResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getUpdateSubscriptionMethod(), responseObserver);
    }

    /**
     * <pre>
     * Deletes a subscription. What it has not been sent yet is CANCELLED. Needs the scope SUBSCRIPTIONS.
     * </pre>
     */
    default void deleteSubscription(dev.placard.v1.DeleteSubscriptionRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.DeleteSubscriptionResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDeleteSubscriptionMethod(), responseObserver);
    }

    /**
     * <pre>
     * Sends an event of the type "test" to one subscription, by the way that all events go. Needs the scope
     * SUBSCRIPTIONS.
     * </pre>
     */
    default void sendTestEvent(dev.placard.v1.SendTestEventRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.SendTestEventResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getSendTestEventMethod(), responseObserver);
    }

    /**
     * <pre>
     * Replaces the secret. The one before signs beside it for an overlap, so that no receiver misses anything. Needs the
     * scope SUBSCRIPTIONS.
     * </pre>
     */
    default void rotateSecret(dev.placard.v1.RotateSecretRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.RotateSecretResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getRotateSecretMethod(), responseObserver);
    }

    /**
     * <pre>
     * Every type of event there is, with the JSON Schema of its envelope, and every alias. Needs the scope READ.
     * </pre>
     */
    default void listEventTypes(dev.placard.v1.ListEventTypesRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.ListEventTypesResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListEventTypesMethod(), responseObserver);
    }

    /**
     * <pre>
     * Deliveries of the workspace, newest first, without their attempts. Needs the scope READ.
     * </pre>
     */
    default void listDeliveries(dev.placard.v1.ListDeliveriesRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.ListDeliveriesResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListDeliveriesMethod(), responseObserver);
    }

    /**
     * <pre>
     * One delivery with its attempts. Needs the scope READ.
     * </pre>
     */
    default void getDelivery(dev.placard.v1.GetDeliveryRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.GetDeliveryResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetDeliveryMethod(), responseObserver);
    }

    /**
     * <pre>
     * Sends a delivery's event to its destination again, under the same `webhook-id` and as the same bytes. One that has
     * come to its end is repeated as a new delivery; one that waits for its next attempt makes it now; all others are
     * answered as they are. Needs the scope SUBSCRIPTIONS.
     * </pre>
     */
    default void redeliver(dev.placard.v1.RedeliverRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.RedeliverResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getRedeliverMethod(), responseObserver);
    }

    /**
     * <pre>
     * Sends again everything since a time that never arrived: what is EXHAUSTED is repeated as a new delivery, and what is
     * RETRYING makes its next attempt. There is no limit on how much; it is done step by step in the background, some 200
     * deliveries a second at most, and goes on after a restart. Needs the scope SUBSCRIPTIONS.
     * </pre>
     */
    default void recoverDeliveries(dev.placard.v1.RecoverDeliveriesRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.RecoverDeliveriesResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getRecoverDeliveriesMethod(), responseObserver);
    }

    /**
     * <pre>
     * How far a recovery is. Needs the scope READ.
     * </pre>
     */
    default void getRecovery(dev.placard.v1.GetRecoveryRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.GetRecoveryResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetRecoveryMethod(), responseObserver);
    }

    /**
     * <pre>
     * Every change of every delivery, as it happens. Every message carries a `resume_token`; who comes back with it
     * misses nothing and sees nothing twice. A heartbeat comes at once, and then at least every 15 s. A reader that is too
     * slow is cut off with RESOURCE_EXHAUSTED, and resumes. On shutdown the stream ends UNAVAILABLE, and when its key is
     * revoked or expires UNAUTHENTICATED. Needs the scope READ.
     * </pre>
     */
    default void watchDeliveries(dev.placard.v1.WatchDeliveriesRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.WatchDeliveriesResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getWatchDeliveriesMethod(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service WebhookSubscriptionService.
   * <pre>
   * Webhook endpoints, and what became of everything sent: to them, to triggers' callbacks and to renders' own webhooks.
   * </pre>
   */
  public static abstract class WebhookSubscriptionServiceImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return WebhookSubscriptionServiceGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service WebhookSubscriptionService.
   * <pre>
   * Webhook endpoints, and what became of everything sent: to them, to triggers' callbacks and to renders' own webhooks.
   * </pre>
   */
  public static final class WebhookSubscriptionServiceStub
      extends io.grpc.stub.AbstractAsyncStub<WebhookSubscriptionServiceStub> {
    private WebhookSubscriptionServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected WebhookSubscriptionServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new WebhookSubscriptionServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Saves a subscription. The secret is answered this once. Needs the scope SUBSCRIPTIONS.
     * </pre>
     */
    public void createSubscription(dev.placard.v1.CreateSubscriptionRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.CreateSubscriptionResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCreateSubscriptionMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * One subscription. Needs the scope READ.
     * </pre>
     */
    public void getSubscription(dev.placard.v1.GetSubscriptionRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.GetSubscriptionResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetSubscriptionMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Subscriptions of the workspace, newest first. Needs the scope READ.
     * </pre>
     */
    public void listSubscriptions(dev.placard.v1.ListSubscriptionsRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.ListSubscriptionsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListSubscriptionsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Changes the fields named by the mask. Needs the scope SUBSCRIPTIONS.
     * </pre>
     */
    public void updateSubscription(dev.placard.v1.UpdateSubscriptionRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.UpdateSubscriptionResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getUpdateSubscriptionMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Deletes a subscription. What it has not been sent yet is CANCELLED. Needs the scope SUBSCRIPTIONS.
     * </pre>
     */
    public void deleteSubscription(dev.placard.v1.DeleteSubscriptionRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.DeleteSubscriptionResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDeleteSubscriptionMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Sends an event of the type "test" to one subscription, by the way that all events go. Needs the scope
     * SUBSCRIPTIONS.
     * </pre>
     */
    public void sendTestEvent(dev.placard.v1.SendTestEventRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.SendTestEventResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getSendTestEventMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Replaces the secret. The one before signs beside it for an overlap, so that no receiver misses anything. Needs the
     * scope SUBSCRIPTIONS.
     * </pre>
     */
    public void rotateSecret(dev.placard.v1.RotateSecretRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.RotateSecretResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getRotateSecretMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Every type of event there is, with the JSON Schema of its envelope, and every alias. Needs the scope READ.
     * </pre>
     */
    public void listEventTypes(dev.placard.v1.ListEventTypesRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.ListEventTypesResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListEventTypesMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Deliveries of the workspace, newest first, without their attempts. Needs the scope READ.
     * </pre>
     */
    public void listDeliveries(dev.placard.v1.ListDeliveriesRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.ListDeliveriesResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListDeliveriesMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * One delivery with its attempts. Needs the scope READ.
     * </pre>
     */
    public void getDelivery(dev.placard.v1.GetDeliveryRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.GetDeliveryResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetDeliveryMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Sends a delivery's event to its destination again, under the same `webhook-id` and as the same bytes. One that has
     * come to its end is repeated as a new delivery; one that waits for its next attempt makes it now; all others are
     * answered as they are. Needs the scope SUBSCRIPTIONS.
     * </pre>
     */
    public void redeliver(dev.placard.v1.RedeliverRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.RedeliverResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getRedeliverMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Sends again everything since a time that never arrived: what is EXHAUSTED is repeated as a new delivery, and what is
     * RETRYING makes its next attempt. There is no limit on how much; it is done step by step in the background, some 200
     * deliveries a second at most, and goes on after a restart. Needs the scope SUBSCRIPTIONS.
     * </pre>
     */
    public void recoverDeliveries(dev.placard.v1.RecoverDeliveriesRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.RecoverDeliveriesResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getRecoverDeliveriesMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * How far a recovery is. Needs the scope READ.
     * </pre>
     */
    public void getRecovery(dev.placard.v1.GetRecoveryRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.GetRecoveryResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetRecoveryMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Every change of every delivery, as it happens. Every message carries a `resume_token`; who comes back with it
     * misses nothing and sees nothing twice. A heartbeat comes at once, and then at least every 15 s. A reader that is too
     * slow is cut off with RESOURCE_EXHAUSTED, and resumes. On shutdown the stream ends UNAVAILABLE, and when its key is
     * revoked or expires UNAUTHENTICATED. Needs the scope READ.
     * </pre>
     */
    public void watchDeliveries(dev.placard.v1.WatchDeliveriesRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.WatchDeliveriesResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncServerStreamingCall(
          getChannel().newCall(getWatchDeliveriesMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service WebhookSubscriptionService.
   * <pre>
   * Webhook endpoints, and what became of everything sent: to them, to triggers' callbacks and to renders' own webhooks.
   * </pre>
   */
  public static final class WebhookSubscriptionServiceBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<WebhookSubscriptionServiceBlockingV2Stub> {
    private WebhookSubscriptionServiceBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected WebhookSubscriptionServiceBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new WebhookSubscriptionServiceBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Saves a subscription. The secret is answered this once. Needs the scope SUBSCRIPTIONS.
     * </pre>
     */
    public dev.placard.v1.CreateSubscriptionResponse createSubscription(dev.placard.v1.CreateSubscriptionRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCreateSubscriptionMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * One subscription. Needs the scope READ.
     * </pre>
     */
    public dev.placard.v1.GetSubscriptionResponse getSubscription(dev.placard.v1.GetSubscriptionRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetSubscriptionMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Subscriptions of the workspace, newest first. Needs the scope READ.
     * </pre>
     */
    public dev.placard.v1.ListSubscriptionsResponse listSubscriptions(dev.placard.v1.ListSubscriptionsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListSubscriptionsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes the fields named by the mask. Needs the scope SUBSCRIPTIONS.
     * </pre>
     */
    public dev.placard.v1.UpdateSubscriptionResponse updateSubscription(dev.placard.v1.UpdateSubscriptionRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getUpdateSubscriptionMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes a subscription. What it has not been sent yet is CANCELLED. Needs the scope SUBSCRIPTIONS.
     * </pre>
     */
    public dev.placard.v1.DeleteSubscriptionResponse deleteSubscription(dev.placard.v1.DeleteSubscriptionRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getDeleteSubscriptionMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Sends an event of the type "test" to one subscription, by the way that all events go. Needs the scope
     * SUBSCRIPTIONS.
     * </pre>
     */
    public dev.placard.v1.SendTestEventResponse sendTestEvent(dev.placard.v1.SendTestEventRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getSendTestEventMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Replaces the secret. The one before signs beside it for an overlap, so that no receiver misses anything. Needs the
     * scope SUBSCRIPTIONS.
     * </pre>
     */
    public dev.placard.v1.RotateSecretResponse rotateSecret(dev.placard.v1.RotateSecretRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getRotateSecretMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Every type of event there is, with the JSON Schema of its envelope, and every alias. Needs the scope READ.
     * </pre>
     */
    public dev.placard.v1.ListEventTypesResponse listEventTypes(dev.placard.v1.ListEventTypesRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListEventTypesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deliveries of the workspace, newest first, without their attempts. Needs the scope READ.
     * </pre>
     */
    public dev.placard.v1.ListDeliveriesResponse listDeliveries(dev.placard.v1.ListDeliveriesRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListDeliveriesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * One delivery with its attempts. Needs the scope READ.
     * </pre>
     */
    public dev.placard.v1.GetDeliveryResponse getDelivery(dev.placard.v1.GetDeliveryRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetDeliveryMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Sends a delivery's event to its destination again, under the same `webhook-id` and as the same bytes. One that has
     * come to its end is repeated as a new delivery; one that waits for its next attempt makes it now; all others are
     * answered as they are. Needs the scope SUBSCRIPTIONS.
     * </pre>
     */
    public dev.placard.v1.RedeliverResponse redeliver(dev.placard.v1.RedeliverRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getRedeliverMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Sends again everything since a time that never arrived: what is EXHAUSTED is repeated as a new delivery, and what is
     * RETRYING makes its next attempt. There is no limit on how much; it is done step by step in the background, some 200
     * deliveries a second at most, and goes on after a restart. Needs the scope SUBSCRIPTIONS.
     * </pre>
     */
    public dev.placard.v1.RecoverDeliveriesResponse recoverDeliveries(dev.placard.v1.RecoverDeliveriesRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getRecoverDeliveriesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * How far a recovery is. Needs the scope READ.
     * </pre>
     */
    public dev.placard.v1.GetRecoveryResponse getRecovery(dev.placard.v1.GetRecoveryRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetRecoveryMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Every change of every delivery, as it happens. Every message carries a `resume_token`; who comes back with it
     * misses nothing and sees nothing twice. A heartbeat comes at once, and then at least every 15 s. A reader that is too
     * slow is cut off with RESOURCE_EXHAUSTED, and resumes. On shutdown the stream ends UNAVAILABLE, and when its key is
     * revoked or expires UNAUTHENTICATED. Needs the scope READ.
     * </pre>
     */
    @io.grpc.ExperimentalApi("https://github.com/grpc/grpc-java/issues/10918")
    public io.grpc.stub.BlockingClientCall<?, dev.placard.v1.WatchDeliveriesResponse>
        watchDeliveries(dev.placard.v1.WatchDeliveriesRequest request) {
      return io.grpc.stub.ClientCalls.blockingV2ServerStreamingCall(
          getChannel(), getWatchDeliveriesMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service WebhookSubscriptionService.
   * <pre>
   * Webhook endpoints, and what became of everything sent: to them, to triggers' callbacks and to renders' own webhooks.
   * </pre>
   */
  public static final class WebhookSubscriptionServiceBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<WebhookSubscriptionServiceBlockingStub> {
    private WebhookSubscriptionServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected WebhookSubscriptionServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new WebhookSubscriptionServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Saves a subscription. The secret is answered this once. Needs the scope SUBSCRIPTIONS.
     * </pre>
     */
    public dev.placard.v1.CreateSubscriptionResponse createSubscription(dev.placard.v1.CreateSubscriptionRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCreateSubscriptionMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * One subscription. Needs the scope READ.
     * </pre>
     */
    public dev.placard.v1.GetSubscriptionResponse getSubscription(dev.placard.v1.GetSubscriptionRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetSubscriptionMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Subscriptions of the workspace, newest first. Needs the scope READ.
     * </pre>
     */
    public dev.placard.v1.ListSubscriptionsResponse listSubscriptions(dev.placard.v1.ListSubscriptionsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListSubscriptionsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes the fields named by the mask. Needs the scope SUBSCRIPTIONS.
     * </pre>
     */
    public dev.placard.v1.UpdateSubscriptionResponse updateSubscription(dev.placard.v1.UpdateSubscriptionRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getUpdateSubscriptionMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes a subscription. What it has not been sent yet is CANCELLED. Needs the scope SUBSCRIPTIONS.
     * </pre>
     */
    public dev.placard.v1.DeleteSubscriptionResponse deleteSubscription(dev.placard.v1.DeleteSubscriptionRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDeleteSubscriptionMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Sends an event of the type "test" to one subscription, by the way that all events go. Needs the scope
     * SUBSCRIPTIONS.
     * </pre>
     */
    public dev.placard.v1.SendTestEventResponse sendTestEvent(dev.placard.v1.SendTestEventRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getSendTestEventMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Replaces the secret. The one before signs beside it for an overlap, so that no receiver misses anything. Needs the
     * scope SUBSCRIPTIONS.
     * </pre>
     */
    public dev.placard.v1.RotateSecretResponse rotateSecret(dev.placard.v1.RotateSecretRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getRotateSecretMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Every type of event there is, with the JSON Schema of its envelope, and every alias. Needs the scope READ.
     * </pre>
     */
    public dev.placard.v1.ListEventTypesResponse listEventTypes(dev.placard.v1.ListEventTypesRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListEventTypesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deliveries of the workspace, newest first, without their attempts. Needs the scope READ.
     * </pre>
     */
    public dev.placard.v1.ListDeliveriesResponse listDeliveries(dev.placard.v1.ListDeliveriesRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListDeliveriesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * One delivery with its attempts. Needs the scope READ.
     * </pre>
     */
    public dev.placard.v1.GetDeliveryResponse getDelivery(dev.placard.v1.GetDeliveryRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetDeliveryMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Sends a delivery's event to its destination again, under the same `webhook-id` and as the same bytes. One that has
     * come to its end is repeated as a new delivery; one that waits for its next attempt makes it now; all others are
     * answered as they are. Needs the scope SUBSCRIPTIONS.
     * </pre>
     */
    public dev.placard.v1.RedeliverResponse redeliver(dev.placard.v1.RedeliverRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getRedeliverMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Sends again everything since a time that never arrived: what is EXHAUSTED is repeated as a new delivery, and what is
     * RETRYING makes its next attempt. There is no limit on how much; it is done step by step in the background, some 200
     * deliveries a second at most, and goes on after a restart. Needs the scope SUBSCRIPTIONS.
     * </pre>
     */
    public dev.placard.v1.RecoverDeliveriesResponse recoverDeliveries(dev.placard.v1.RecoverDeliveriesRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getRecoverDeliveriesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * How far a recovery is. Needs the scope READ.
     * </pre>
     */
    public dev.placard.v1.GetRecoveryResponse getRecovery(dev.placard.v1.GetRecoveryRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetRecoveryMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Every change of every delivery, as it happens. Every message carries a `resume_token`; who comes back with it
     * misses nothing and sees nothing twice. A heartbeat comes at once, and then at least every 15 s. A reader that is too
     * slow is cut off with RESOURCE_EXHAUSTED, and resumes. On shutdown the stream ends UNAVAILABLE, and when its key is
     * revoked or expires UNAUTHENTICATED. Needs the scope READ.
     * </pre>
     */
    public java.util.Iterator<dev.placard.v1.WatchDeliveriesResponse> watchDeliveries(
        dev.placard.v1.WatchDeliveriesRequest request) {
      return io.grpc.stub.ClientCalls.blockingServerStreamingCall(
          getChannel(), getWatchDeliveriesMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service WebhookSubscriptionService.
   * <pre>
   * Webhook endpoints, and what became of everything sent: to them, to triggers' callbacks and to renders' own webhooks.
   * </pre>
   */
  public static final class WebhookSubscriptionServiceFutureStub
      extends io.grpc.stub.AbstractFutureStub<WebhookSubscriptionServiceFutureStub> {
    private WebhookSubscriptionServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected WebhookSubscriptionServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new WebhookSubscriptionServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Saves a subscription. The secret is answered this once. Needs the scope SUBSCRIPTIONS.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.CreateSubscriptionResponse> createSubscription(
        dev.placard.v1.CreateSubscriptionRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCreateSubscriptionMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * One subscription. Needs the scope READ.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.GetSubscriptionResponse> getSubscription(
        dev.placard.v1.GetSubscriptionRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetSubscriptionMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Subscriptions of the workspace, newest first. Needs the scope READ.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.ListSubscriptionsResponse> listSubscriptions(
        dev.placard.v1.ListSubscriptionsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListSubscriptionsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Changes the fields named by the mask. Needs the scope SUBSCRIPTIONS.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.UpdateSubscriptionResponse> updateSubscription(
        dev.placard.v1.UpdateSubscriptionRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getUpdateSubscriptionMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Deletes a subscription. What it has not been sent yet is CANCELLED. Needs the scope SUBSCRIPTIONS.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.DeleteSubscriptionResponse> deleteSubscription(
        dev.placard.v1.DeleteSubscriptionRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDeleteSubscriptionMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Sends an event of the type "test" to one subscription, by the way that all events go. Needs the scope
     * SUBSCRIPTIONS.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.SendTestEventResponse> sendTestEvent(
        dev.placard.v1.SendTestEventRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getSendTestEventMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Replaces the secret. The one before signs beside it for an overlap, so that no receiver misses anything. Needs the
     * scope SUBSCRIPTIONS.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.RotateSecretResponse> rotateSecret(
        dev.placard.v1.RotateSecretRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getRotateSecretMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Every type of event there is, with the JSON Schema of its envelope, and every alias. Needs the scope READ.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.ListEventTypesResponse> listEventTypes(
        dev.placard.v1.ListEventTypesRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListEventTypesMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Deliveries of the workspace, newest first, without their attempts. Needs the scope READ.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.ListDeliveriesResponse> listDeliveries(
        dev.placard.v1.ListDeliveriesRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListDeliveriesMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * One delivery with its attempts. Needs the scope READ.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.GetDeliveryResponse> getDelivery(
        dev.placard.v1.GetDeliveryRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetDeliveryMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Sends a delivery's event to its destination again, under the same `webhook-id` and as the same bytes. One that has
     * come to its end is repeated as a new delivery; one that waits for its next attempt makes it now; all others are
     * answered as they are. Needs the scope SUBSCRIPTIONS.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.RedeliverResponse> redeliver(
        dev.placard.v1.RedeliverRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getRedeliverMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Sends again everything since a time that never arrived: what is EXHAUSTED is repeated as a new delivery, and what is
     * RETRYING makes its next attempt. There is no limit on how much; it is done step by step in the background, some 200
     * deliveries a second at most, and goes on after a restart. Needs the scope SUBSCRIPTIONS.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.RecoverDeliveriesResponse> recoverDeliveries(
        dev.placard.v1.RecoverDeliveriesRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getRecoverDeliveriesMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * How far a recovery is. Needs the scope READ.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.GetRecoveryResponse> getRecovery(
        dev.placard.v1.GetRecoveryRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetRecoveryMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_CREATE_SUBSCRIPTION = 0;
  private static final int METHODID_GET_SUBSCRIPTION = 1;
  private static final int METHODID_LIST_SUBSCRIPTIONS = 2;
  private static final int METHODID_UPDATE_SUBSCRIPTION = 3;
  private static final int METHODID_DELETE_SUBSCRIPTION = 4;
  private static final int METHODID_SEND_TEST_EVENT = 5;
  private static final int METHODID_ROTATE_SECRET = 6;
  private static final int METHODID_LIST_EVENT_TYPES = 7;
  private static final int METHODID_LIST_DELIVERIES = 8;
  private static final int METHODID_GET_DELIVERY = 9;
  private static final int METHODID_REDELIVER = 10;
  private static final int METHODID_RECOVER_DELIVERIES = 11;
  private static final int METHODID_GET_RECOVERY = 12;
  private static final int METHODID_WATCH_DELIVERIES = 13;

  private static final class MethodHandlers<Req, Resp> implements
      io.grpc.stub.ServerCalls.UnaryMethod<Req, Resp>,
      io.grpc.stub.ServerCalls.ServerStreamingMethod<Req, Resp>,
      io.grpc.stub.ServerCalls.ClientStreamingMethod<Req, Resp>,
      io.grpc.stub.ServerCalls.BidiStreamingMethod<Req, Resp> {
    private final AsyncService serviceImpl;
    private final int methodId;

    MethodHandlers(AsyncService serviceImpl, int methodId) {
      this.serviceImpl = serviceImpl;
      this.methodId = methodId;
    }

    @java.lang.Override
    @java.lang.SuppressWarnings("unchecked")
    public void invoke(Req request, io.grpc.stub.StreamObserver<Resp> responseObserver) {
      switch (methodId) {
        case METHODID_CREATE_SUBSCRIPTION:
          serviceImpl.createSubscription((dev.placard.v1.CreateSubscriptionRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.CreateSubscriptionResponse>) responseObserver);
          break;
        case METHODID_GET_SUBSCRIPTION:
          serviceImpl.getSubscription((dev.placard.v1.GetSubscriptionRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.GetSubscriptionResponse>) responseObserver);
          break;
        case METHODID_LIST_SUBSCRIPTIONS:
          serviceImpl.listSubscriptions((dev.placard.v1.ListSubscriptionsRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.ListSubscriptionsResponse>) responseObserver);
          break;
        case METHODID_UPDATE_SUBSCRIPTION:
          serviceImpl.updateSubscription((dev.placard.v1.UpdateSubscriptionRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.UpdateSubscriptionResponse>) responseObserver);
          break;
        case METHODID_DELETE_SUBSCRIPTION:
          serviceImpl.deleteSubscription((dev.placard.v1.DeleteSubscriptionRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.DeleteSubscriptionResponse>) responseObserver);
          break;
        case METHODID_SEND_TEST_EVENT:
          serviceImpl.sendTestEvent((dev.placard.v1.SendTestEventRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.SendTestEventResponse>) responseObserver);
          break;
        case METHODID_ROTATE_SECRET:
          serviceImpl.rotateSecret((dev.placard.v1.RotateSecretRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.RotateSecretResponse>) responseObserver);
          break;
        case METHODID_LIST_EVENT_TYPES:
          serviceImpl.listEventTypes((dev.placard.v1.ListEventTypesRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.ListEventTypesResponse>) responseObserver);
          break;
        case METHODID_LIST_DELIVERIES:
          serviceImpl.listDeliveries((dev.placard.v1.ListDeliveriesRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.ListDeliveriesResponse>) responseObserver);
          break;
        case METHODID_GET_DELIVERY:
          serviceImpl.getDelivery((dev.placard.v1.GetDeliveryRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.GetDeliveryResponse>) responseObserver);
          break;
        case METHODID_REDELIVER:
          serviceImpl.redeliver((dev.placard.v1.RedeliverRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.RedeliverResponse>) responseObserver);
          break;
        case METHODID_RECOVER_DELIVERIES:
          serviceImpl.recoverDeliveries((dev.placard.v1.RecoverDeliveriesRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.RecoverDeliveriesResponse>) responseObserver);
          break;
        case METHODID_GET_RECOVERY:
          serviceImpl.getRecovery((dev.placard.v1.GetRecoveryRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.GetRecoveryResponse>) responseObserver);
          break;
        case METHODID_WATCH_DELIVERIES:
          serviceImpl.watchDeliveries((dev.placard.v1.WatchDeliveriesRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.WatchDeliveriesResponse>) responseObserver);
          break;
        default:
          throw new AssertionError();
      }
    }

    @java.lang.Override
    @java.lang.SuppressWarnings("unchecked")
    public io.grpc.stub.StreamObserver<Req> invoke(
        io.grpc.stub.StreamObserver<Resp> responseObserver) {
      switch (methodId) {
        default:
          throw new AssertionError();
      }
    }
  }

  public static final io.grpc.ServerServiceDefinition bindService(AsyncService service) {
    return io.grpc.ServerServiceDefinition.builder(getServiceDescriptor())
        .addMethod(
          getCreateSubscriptionMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.CreateSubscriptionRequest,
              dev.placard.v1.CreateSubscriptionResponse>(
                service, METHODID_CREATE_SUBSCRIPTION)))
        .addMethod(
          getGetSubscriptionMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.GetSubscriptionRequest,
              dev.placard.v1.GetSubscriptionResponse>(
                service, METHODID_GET_SUBSCRIPTION)))
        .addMethod(
          getListSubscriptionsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.ListSubscriptionsRequest,
              dev.placard.v1.ListSubscriptionsResponse>(
                service, METHODID_LIST_SUBSCRIPTIONS)))
        .addMethod(
          getUpdateSubscriptionMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.UpdateSubscriptionRequest,
              dev.placard.v1.UpdateSubscriptionResponse>(
                service, METHODID_UPDATE_SUBSCRIPTION)))
        .addMethod(
          getDeleteSubscriptionMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.DeleteSubscriptionRequest,
              dev.placard.v1.DeleteSubscriptionResponse>(
                service, METHODID_DELETE_SUBSCRIPTION)))
        .addMethod(
          getSendTestEventMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.SendTestEventRequest,
              dev.placard.v1.SendTestEventResponse>(
                service, METHODID_SEND_TEST_EVENT)))
        .addMethod(
          getRotateSecretMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.RotateSecretRequest,
              dev.placard.v1.RotateSecretResponse>(
                service, METHODID_ROTATE_SECRET)))
        .addMethod(
          getListEventTypesMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.ListEventTypesRequest,
              dev.placard.v1.ListEventTypesResponse>(
                service, METHODID_LIST_EVENT_TYPES)))
        .addMethod(
          getListDeliveriesMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.ListDeliveriesRequest,
              dev.placard.v1.ListDeliveriesResponse>(
                service, METHODID_LIST_DELIVERIES)))
        .addMethod(
          getGetDeliveryMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.GetDeliveryRequest,
              dev.placard.v1.GetDeliveryResponse>(
                service, METHODID_GET_DELIVERY)))
        .addMethod(
          getRedeliverMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.RedeliverRequest,
              dev.placard.v1.RedeliverResponse>(
                service, METHODID_REDELIVER)))
        .addMethod(
          getRecoverDeliveriesMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.RecoverDeliveriesRequest,
              dev.placard.v1.RecoverDeliveriesResponse>(
                service, METHODID_RECOVER_DELIVERIES)))
        .addMethod(
          getGetRecoveryMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.GetRecoveryRequest,
              dev.placard.v1.GetRecoveryResponse>(
                service, METHODID_GET_RECOVERY)))
        .addMethod(
          getWatchDeliveriesMethod(),
          io.grpc.stub.ServerCalls.asyncServerStreamingCall(
            new MethodHandlers<
              dev.placard.v1.WatchDeliveriesRequest,
              dev.placard.v1.WatchDeliveriesResponse>(
                service, METHODID_WATCH_DELIVERIES)))
        .build();
  }

  private static abstract class WebhookSubscriptionServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    WebhookSubscriptionServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return dev.placard.v1.WebhookSubscriptionServiceProto.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("WebhookSubscriptionService");
    }
  }

  private static final class WebhookSubscriptionServiceFileDescriptorSupplier
      extends WebhookSubscriptionServiceBaseDescriptorSupplier {
    WebhookSubscriptionServiceFileDescriptorSupplier() {}
  }

  private static final class WebhookSubscriptionServiceMethodDescriptorSupplier
      extends WebhookSubscriptionServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    WebhookSubscriptionServiceMethodDescriptorSupplier(java.lang.String methodName) {
      this.methodName = methodName;
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.MethodDescriptor getMethodDescriptor() {
      return getServiceDescriptor().findMethodByName(methodName);
    }
  }

  private static volatile io.grpc.ServiceDescriptor serviceDescriptor;

  public static io.grpc.ServiceDescriptor getServiceDescriptor() {
    io.grpc.ServiceDescriptor result = serviceDescriptor;
    if (result == null) {
      synchronized (WebhookSubscriptionServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new WebhookSubscriptionServiceFileDescriptorSupplier())
              .addMethod(getCreateSubscriptionMethod())
              .addMethod(getGetSubscriptionMethod())
              .addMethod(getListSubscriptionsMethod())
              .addMethod(getUpdateSubscriptionMethod())
              .addMethod(getDeleteSubscriptionMethod())
              .addMethod(getSendTestEventMethod())
              .addMethod(getRotateSecretMethod())
              .addMethod(getListEventTypesMethod())
              .addMethod(getListDeliveriesMethod())
              .addMethod(getGetDeliveryMethod())
              .addMethod(getRedeliverMethod())
              .addMethod(getRecoverDeliveriesMethod())
              .addMethod(getGetRecoveryMethod())
              .addMethod(getWatchDeliveriesMethod())
              .build();
        }
      }
    }
    return result;
  }
}
