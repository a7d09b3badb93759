namespace Fovea.Compute.Tests.Errors;

public sealed class SuggestionTests
{
    static readonly string[] Known = ["gray", "rgb", "pad", "gaussian", "gaussian_derivative", "median", "sobel", "morphological_gradient"];

    [Theory]
    [InlineData("gausian", "gaussian")]
    [InlineData("gauss", "gaussian")]
    [InlineData("med", "median")]
    [InlineData("Morph", "morphological_gradient")]
    [InlineData("grayscale", "gray")]
    [InlineData("gbr", "rgb")]
    [InlineData("watershed", null)]
    [InlineData("", null)]
    public void TheNearestNameIsMeant(string given, string? meant) => Assert.Equal(meant, Suggestion.For(given, Known));
}
