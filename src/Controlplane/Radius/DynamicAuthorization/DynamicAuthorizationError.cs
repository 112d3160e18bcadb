namespace Router.Controlplane.Radius;

/// <summary>Error-Cause (RFC 5176 3.6); None is an ACK.</summary>
public enum DynamicAuthorizationError
{
    /// <summary>It was done.</summary>
    None,

    /// <summary>An attribute is not supported.</summary>
    UnsupportedAttribute = 401,

    /// <summary>Nothing identifies a session.</summary>
    MissingAttribute = 402,

    /// <summary>The request is for another NAS.</summary>
    NasIdentificationMismatch = 403,

    /// <summary>The request makes no sense.</summary>
    InvalidRequest = 404,

    /// <summary>The service type is not supported.</summary>
    UnsupportedService = 405,

    /// <summary>An attribute has a value that cannot be.</summary>
    InvalidAttributeValue = 407,

    /// <summary>Forbidden here.</summary>
    AdministrativelyProhibited = 501,

    /// <summary>There is no such session.</summary>
    SessionContextNotFound = 503,

    /// <summary>The session cannot be ended.</summary>
    SessionContextNotRemovable = 504,

    /// <summary>Not now.</summary>
    ResourcesUnavailable = 506,

    /// <summary>More than one session fits.</summary>
    MultipleSessionSelectionUnsupported = 508,
}
