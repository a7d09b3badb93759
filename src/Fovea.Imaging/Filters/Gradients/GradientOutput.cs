namespace Fovea.Imaging;

/// <summary>What a gradient filter gives, always as 32-bit floats.</summary>
public enum GradientOutput
{
    /// <summary>The length of the gradient, sqrt(dx^2 + dy^2).</summary>
    Magnitude,

    /// <summary>The derivative to the right.</summary>
    X,

    /// <summary>The derivative downwards.</summary>
    Y,

    /// <summary>The angle of the gradient, atan2(dy, dx) in degrees from 0 to 360, clockwise from the right since rows go down (as OpenCV's <c>phase</c>).</summary>
    Direction,

    /// <summary>Both derivatives: two channels, dx and dy, for each channel of the image.</summary>
    Vector,
}
