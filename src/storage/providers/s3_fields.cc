#include "storage/providers/s3.h"

namespace millrace::storage {

constexpr Field kS3Bucket{.name = "bucket",
                          .title = "Bucket name",
                          .help = "Name of the S3 bucket.",
                          .required = true,
                          .aliases = {"bucket_name"},
                          .placeholder = "my-bucket"};
constexpr Field kS3Region{.name = "region_name",
                          .title = "Region",
                          .help = "Region of the bucket; empty finds it out.",
                          .flag = "region",
                          .aliases = {"region", "aws_region"},
                          .env = {"S3_region", "AWS_REGION", "AWS_DEFAULT_REGION"},
                          .placeholder = "eu-west-1"};
constexpr Field kS3Service{
    .name = "service",
    .title = "Service",
    .help = "Who runs the bucket: fills in the endpoint; empty tells it by the endpoint.",
    .aliases = {"preset"},
    .choices = {"aws", "minio", "r2", "b2", "wasabi", "oci", "ceph"},
    .choice_titles = {"Amazon S3", "MinIO", "Cloudflare R2", "Backblaze B2", "Wasabi",
                      "Oracle Cloud", "Ceph"},
    .placeholder = "told by the endpoint"};
constexpr Field kS3Account{
    .name = "account",
    .title = "Account of the service",
    .help = "With service r2 Cloudflare's account ID, with oci the Object Storage namespace.",
    .advanced = true,
    .aliases = {"account_id", "namespace"},
    .only_with = {"service", "r2|oci"}};
constexpr Field kS3Endpoint{
    .name = "s3_endpoint",
    .title = "S3 endpoint",
    .help = "URL of an S3-compatible service (MinIO, R2, Ceph); empty for Amazon itself.",
    .flag = "endpoint",
    .aliases = {"endpoint", "endpoint_url", "s3_endpoint_url"},
    .env = {"S3_ENDPOINT", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"},
    .placeholder = "https://minio.example.com:9000"};
constexpr Field kS3AccessKeyId{
    .name = "aws_access_key_id",
    .type = FieldType::kSecret,
    .title = "Access key ID",
    .help = "Access key of the bucket's account; empty takes the environment or the AWS profile.",
    .aliases = {"access_key", "access_key_id"},
    .env = {"AWS_ACCESS_KEY_ID"}};
constexpr Field kS3SecretAccessKey{.name = "aws_secret_access_key",
                                   .type = FieldType::kSecret,
                                   .title = "Secret access key",
                                   .help = "The secret that belongs to the access key.",
                                   .aliases = {"secret_key", "secret_access_key"},
                                   .env = {"AWS_SECRET_ACCESS_KEY"}};
constexpr Field kS3SessionToken{.name = "aws_session_token",
                                .type = FieldType::kSecret,
                                .title = "Session token",
                                .help = "Only with temporary credentials.",
                                .advanced = true,
                                .aliases = {"session_token"},
                                .env = {"AWS_SESSION_TOKEN"}};
constexpr Field kS3Profile{
    .name = "profile",
    .title = "AWS profile",
    .help =
        "Profile of the server's AWS configuration to take credentials from; only the "
        "operator may choose one.",
    .advanced = true,
    .aliases = {"aws_profile", "profile_name"},
    .env = {"AWS_PROFILE", "AWS_DEFAULT_PROFILE"}};
constexpr Field kS3RoleArn{.name = "role_arn",
                           .title = "Role ARN",
                           .help = "Role to assume with the key above, or with the server's own.",
                           .advanced = true,
                           .aliases = {"aws_role_arn"},
                           .placeholder = "arn:aws:iam::123456789012:role/labeling"};
constexpr Field kS3ExternalId{.name = "external_id",
                              .title = "External ID",
                              .help = "What the role's trust policy demands of who assumes it.",
                              .advanced = true,
                              .aliases = {"aws_external_id"}};
constexpr Field kS3RoleSessionName{.name = "role_session_name",
                                   .title = "Role session name",
                                   .help = "How the role's use is named in the account's records.",
                                   .advanced = true,
                                   .placeholder = "millrace"};
constexpr Field kS3StsEndpoint{
    .name = "sts_endpoint",
    .title = "STS endpoint",
    .help =
        "URL of the service that lends the role's key; empty takes Amazon's, or the S3 endpoint "
        "of another service.",
    .advanced = true,
    .env = {"AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL"}};
constexpr Field kS3Encryption{
    .name = "server_side_encryption",
    .title = "Encryption",
    .help = "How what is written is encrypted: AES256, or aws:kms; empty leaves it to the bucket.",
    .advanced = true,
    .aliases = {"sse"},
    .choices = {"AES256", "aws:kms"},
    .choice_titles = {"AES256: keys of the service", "aws:kms: keys of KMS"},
    .placeholder = "as the bucket says"};
constexpr Field kS3KmsKeyId{
    .name = "aws_sse_kms_key_id",
    .title = "SSE KMS key ID",
    .help = "KMS key that encrypts what is written; empty leaves it to the bucket.",
    .advanced = true,
    .aliases = {"sse_kms_key_id", "kms_key_id"},
    .only_with = {"server_side_encryption", "aws:kms"}};
constexpr Field kS3RequesterPays{
    .name = "requester_pays",
    .type = FieldType::kBool,
    .title = "Requester pays",
    .help = "On: agrees to pay for requests to a bucket that wants that.",
    .advanced = true,
    .fallback = "false",
    .aliases = {"request_payer"}};
constexpr Field kS3PublicEndpoint{
    .name = "public_endpoint",
    .title = "Endpoint for browsers",
    .help =
        "URL by which browsers reach the service, for presigned URLs; empty takes the endpoint.",
    .advanced = true,
    .placeholder = "https://media.example.com"};
constexpr Field kS3CaFile{.name = "ca_file",
                          .title = "CA certificates",
                          .help =
                              "Certificates in PEM form to trust besides the system's; on the "
                              "command line also the path of a file with them.",
                          .advanced = true,
                          .aliases = {"ca_bundle"},
                          .env = {"AWS_CA_BUNDLE"},
                          .multiline = true};
constexpr Field kS3AddressingStyle{
    .name = "addressing_style",
    .title = "Addressing style",
    .help =
        "Where the bucket's name stands: virtual puts it into the host, path behind the host; auto "
        "takes path for S3-compatible services.",
    .advanced = true,
    .fallback = "auto",
    .choices = {"auto", "virtual", "path"},
    .choice_titles = {"Automatic", "Virtual host", "Path"}};
constexpr Field kS3Anonymous{.name = "anonymous",
                             .type = FieldType::kBool,
                             .title = "Public bucket",
                             .help = "On: requests are not signed and need no credentials.",
                             .advanced = true,
                             .fallback = "false",
                             .aliases = {"no_sign_request"}};

}  // namespace millrace::storage
