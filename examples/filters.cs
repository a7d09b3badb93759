#!/usr/bin/env dotnet
#:project ../src/Fovea.Imaging/Fovea.Imaging.csproj
#:property PublishAot=false

// Pictures and filters without networks, on Fovea.Imaging alone: dotnet run -c Release examples/filters.cs [PICTURE]
using Fovea.Imaging;

Image<byte> photo = args is [var file, ..] ? ImageFile.ReadAs<byte>(file) : TestScene.Create(480, 640);
photo = photo.ToRgb();                                                              // rows x columns x channels; grey is repeated, alpha dropped

// Filters are values. Those that keep the type of samples are applied with Filter, others with FilterTo; neighbours run in one pass over memory.
Image<byte> soft = photo.Filter(new Median(Radius: 2), new Gaussian(Sigma: 1.5));
Image<float> gradient = soft.FilterTo<float>(new Gray(), new Sobel());
Image<byte> edges = photo.Filter(new Gray(), new Canny(Low: 60, High: 150));
ImageFile.Write("soft.jpg", soft, new JpegWriteOptions { Quality = 85 });
ImageFile.Write("gradient.png", SampleRange.Covering(gradient).ToByte(gradient));   // 0 to the largest becomes black to white
ImageFile.Write("edges.png", edges);

// Any kernel, in both senses, and any operation on any neighbours.
Image<byte> crisp = photo.Filter(new Correlate(new Kernel(new double[,] { { -1, -2, -1 }, { -2, 22, -2 }, { -1, -2, -1 } }, factor: 0.1)));
Image<float> spread = photo.Slide(Adjacency.Radius(2), seen => { seen.Sort(); return seen[^1] - seen[0]; }, inside: true);
ImageFile.Write("crisp.png", crisp);
ImageFile.Write("spread.png", SampleRange.Covering(spread).ToByte(spread));

// A region in place, single samples, rows as spans.
ImageView<byte> middle = photo.View(new Region(Top: photo.Height / 4, Left: photo.Width / 4, Height: photo.Height / 2, Width: photo.Width / 2));
middle.Write(middle.Filter(new Invert()));
photo[0, 0, 0] = 255;
photo.Row(1).Clear();

// Bytes for other libraries, and from them: their rows may lie apart, their channels be BGR; files may be in memory.
Image<byte> bgr = photo.PickChannels(2, 1, 0);
Image<byte> back = new Image<byte>(bgr.Height, bgr.Width, 3, bgr.Pixels, stride: 3 * bgr.Width).PickChannels(2, 1, 0);
byte[] png = ImageFile.Encode(".png", back);
Console.WriteLine($"{ImageFile.Identify(png)}: {png.Length} bytes");

// A pipeline as on the command line.
Image result = Pipeline.Parse("gray | threshold level=127 | components as=colors").Run(photo);
ImageFile.Write("components.png", result);
ConnectedComponents found = ConnectedComponents.Of(edges);
Console.WriteLine($"{found.Count} edges, the widest has {found.Widest?.Box.Width} columns");
